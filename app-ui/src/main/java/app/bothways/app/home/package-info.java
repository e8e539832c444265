/**
 * The home directory of one node: where it is, who owns it at the moment (a file lock), its
 * settings and its log. Knows nothing of networks or folders.
 */
package app.bothways.app.home;
