/**
 * Looks at the tree and tells how it differs from what was known. Only a name that the system says
 * is not there counts as gone; whatever cannot be looked at is unknown. Nothing is written.
 */
package app.bothways.sync.scan;
