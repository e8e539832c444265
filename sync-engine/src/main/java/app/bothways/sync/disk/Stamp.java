package app.bothways.sync.disk;

/**
 * What a look at a file's metadata told: if nothing here changed, the content is taken as
 * unchanged.
 *
 * @param size bytes; 0 for directories and links
 * @param mtimeNanos nanoseconds since 1970, as this file system rounds them
 * @param ctimeNanos status change time where the system has one, else 0; {@link Stamps#VOLATILE} or
 *     {@link Stamps#UNREAD} when this stamp proves nothing, because it was taken too soon after a
 *     change
 * @param fileKey inode or file id where the system has one that can be relied on, else 0
 * @param executable what the disk says of the owner's execute bit; {@code NO} but for files
 */
public record Stamp(
    long size, long mtimeNanos, long ctimeNanos, long fileKey, Executable executable) {}
