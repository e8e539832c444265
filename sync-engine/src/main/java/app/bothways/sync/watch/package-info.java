/** Notices changes in a folder while they happen; a hint to scan, never a truth of its own. */
package app.bothways.sync.watch;
