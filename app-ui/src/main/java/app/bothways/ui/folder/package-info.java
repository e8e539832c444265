/**
 * One folder from the inside: how it stands, which way changes go, conflicts, old versions, and why
 * a file is (not) here. Everything is asked of the running application, again and again while it is
 * on screen; nothing is remembered from an earlier look, and no answer is shown for a folder that
 * is no longer open.
 */
package app.bothways.ui.folder;
