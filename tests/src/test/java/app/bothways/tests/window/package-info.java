/**
 * What a person does in the window, with a real node behind it and a second device in a process of
 * its own. The window is drawn without a display; pictures of it go to {@code target/shots}.
 */
package app.bothways.tests.window;
