/**
 * A folder's memory in H2, one file for each folder. The file can be lost: a new one is built from
 * the disk and from what other devices know. Keys are ordered as the tree is walked and nothing is
 * keyed by a hash, for H2's store multiplies random writes.
 */
package app.bothways.sync.index;
