/**
 * The window: one package per screen, each a View of JavaFX nodes and a ViewModel of properties
 * that is tested without a window. Talks to {@link app.bothways.app.App} only.
 */
package app.bothways.ui;
