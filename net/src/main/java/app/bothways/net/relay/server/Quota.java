package app.bothways.net.relay.server;

import java.time.Duration;

/**
 * How much one client key may send within any {@code period}. Whoever has used it up is not cut
 * off: devices still meet here, and may go on directly, but only a trickle is carried until enough
 * of what was sent is older than the period.
 *
 * @param bytes above 0; counted as they come, with what the relay protocol adds
 * @param period from a minute to a year; counted in steps of its 24th part
 * @param thenBytesPerSecond what one connection may send after that, above 0
 */
public record Quota(long bytes, Duration period, long thenBytesPerSecond) {
  /** Enough to make a connection and to find a direct path. */
  public static final long TRICKLE = 16 << 10;

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  public Quota {
    if (bytes <= 0 || thenBytesPerSecond <= 0) {
      throw new IllegalArgumentException("a quota must be above 0");
    }
    if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a quota counts for a minute to a year, not " + period);
    }
  }

  /** What is granted once it is used up, a second's worth at once. */
  RateLimit trickle() {
    return new RateLimit(thenBytesPerSecond, thenBytesPerSecond);
  }
}
