/** The few settings that do something: this device's name, and how the window looks. */
package app.bothways.ui.settings;
