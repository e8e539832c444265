package app.bothways.sync.transfer;

import java.util.function.LongSupplier;

/**
 * A token bucket: so many bytes a second, and what was not used for half a second at most. Whoever
 * takes more than there is waits for as long as the debt lasts; those who come later wait behind
 * it. Any thread.
 */
public final class Bucket {
  private static final long NANOS = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private long perSecond;
  private double tokens;
  private long at;

  /**
   * @param perSecond bytes a second; 0 for no limit
   * @param nanoTime as {@link System#nanoTime}
   */
  public Bucket(long perSecond, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.perSecond = perSecond;
    at = nanoTime.getAsLong();
    tokens = burst();
  }

  private double burst() {
    return perSecond / 2.0;
  }

  /** Another limit from now on; debts stay. */
  public synchronized void limit(long bytesPerSecond) {
    fill();
    perSecond = bytesPerSecond;
    tokens = Math.min(tokens, burst());
  }

  private void fill() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(burst(), tokens + (now - at) * (double) perSecond / NANOS);
    at = now;
  }

  /** Takes {@code bytes}; returns how many nanoseconds the taker has to wait before using them. */
  public synchronized long take(long bytes) {
    if (perSecond <= 0) {
      tokens = 0;
      return 0;
    }
    fill();
    tokens -= bytes;
    return tokens >= 0 ? 0 : (long) (-tokens * NANOS / perSecond);
  }
}
