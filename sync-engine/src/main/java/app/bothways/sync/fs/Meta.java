package app.bothways.sync.fs;

/**
 * One look at what stands at a path; a link is not followed.
 *
 * @param size bytes
 * @param mtimeNanos nanoseconds since 1970
 * @param ctimeNanos status change, nanoseconds since 1970; 0 where the system has none
 * @param fileKey inode; 0 where the system has none
 * @param links how many names a file has; 1 where the system does not tell
 * @param mode permission bits as in {@code stat(2)}; {@link #NO_MODE} where the system has none
 */
public record Meta(
    Kind kind, long size, long mtimeNanos, long ctimeNanos, long fileKey, int mode, int links) {
  public static final int NO_MODE = -1;

  /** What it is. */
  public enum Kind {
    FILE,
    DIR,
    LINK,
    OTHER;

    private static final int TYPE = 0170000;

    /** From the {@code st_mode} of {@code stat(2)}, type bits included; see inode(7). */
    static Kind ofMode(int mode) {
      return switch (mode & TYPE) {
        case 0040000 -> DIR;
        case 0100000 -> FILE;
        case 0120000 -> LINK;
        default -> OTHER;
      };
    }
  }

  /** The owner's execute bit. */
  public boolean executable() {
    return mode != NO_MODE && (mode & 0100) != 0;
  }
}
