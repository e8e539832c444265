/**
 * What all screens are made of: texts, number formats, badges, small controls, and {@link
 * app.bothways.ui.parts.Live}, which brings the state of the application to the FX thread. Knows no
 * screen.
 */
package app.bothways.ui.parts;
