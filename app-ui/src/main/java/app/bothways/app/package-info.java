/**
 * One running Bothways: wires key, network, pairing and folders together, owns the home directory,
 * and is served to the window and to the command line through {@link app.bothways.app.App}.
 */
package app.bothways.app;
