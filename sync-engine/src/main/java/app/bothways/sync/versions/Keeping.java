package app.bothways.sync.versions;

import java.time.Duration;

/**
 * How many versions a folder keeps on this device. All bounds hold together; what is older or more
 * is deleted, oldest first.
 *
 * @param perFile versions of one path; 0: none are kept
 * @param age the oldest that is kept
 * @param bytes all versions of the folder together
 */
public record Keeping(int perFile, Duration age, long bytes) {
  public static final int MOST_PER_FILE = 1000;
  public static final Duration LONGEST = Duration.ofDays(36_500);
  private static final long BYTES = 10L << 30;

  /** What others replace or delete is not kept beyond a minute. */
  public static final Keeping OFF = new Keeping(0, Duration.ofDays(30), BYTES);

  /** The last content of each file that others replaced or deleted, for 30 days. */
  public static final Keeping TRASH_CAN = new Keeping(1, Duration.ofDays(30), BYTES);

  public Keeping {
    if (perFile < 0 || perFile > MOST_PER_FILE) {
      throw new IllegalArgumentException("0 to " + MOST_PER_FILE + " versions can be kept");
    }
    if (age.isNegative() || age.compareTo(LONGEST) > 0 || bytes < 0) {
      throw new IllegalArgumentException("not an age or size that versions can have");
    }
  }

  /** The last {@code count} contents of each file, however old. */
  public static Keeping last(int count) {
    return new Keeping(count, LONGEST, BYTES);
  }

  public boolean isOff() {
    return perFile == 0;
  }
}
