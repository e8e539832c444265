/**
 * Keeps the engine inside its folder and away from the wrong one: the marker that tells this root
 * from an empty mount point or another disk, and the way from the root down to a path that no link
 * can lead astray.
 */
package app.bothways.sync.guard;
