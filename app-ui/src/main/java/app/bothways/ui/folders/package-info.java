/** The shared folders with their progress and problems, and the folders that others offer. */
package app.bothways.ui.folders;
