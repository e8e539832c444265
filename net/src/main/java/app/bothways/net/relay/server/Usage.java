package app.bothways.net.relay.server;

import java.time.Duration;

/**
 * What one key has sent within the last period: the running step and the 24 before it, so that
 * never more than a quota comes within a period. Times are those of {@link System#nanoTime}. Any
 * thread.
 */
final class Usage {
  static final int STEPS = 24;

  /** The running step and those that are not yet older than the period. */
  private static final int SLOTS = STEPS + 1;

  private final long[] slots = new long[SLOTS];
  private long stepNanos;
  private long newest;
  private long sum;

  /** Adds {@code bytes} and returns what was sent within {@code period}. */
  synchronized long add(long bytes, Duration period, long now) {
    advance(period, now);
    slots[slot(newest)] += bytes;
    sum += bytes;
    return sum;
  }

  /** Until less than {@code limit} was sent within {@code period}; zero when that is so now. */
  synchronized Duration until(long limit, Duration period, long now) {
    advance(period, now);
    long left = sum;
    for (long step = newest - STEPS; step <= newest; step++) {
      if (left < limit) {
        return ends(step - 1, now);
      }
      left -= slots[slot(step)];
    }
    return ends(newest, now);
  }

  /** When what came in {@code step} counts no more; zero for what does not count already. */
  private Duration ends(long step, long now) {
    return Duration.ofNanos(Math.max(0, (step + SLOTS) * stepNanos - now));
  }

  /** Another period begins a count of its own: what came before cannot be put into its steps. */
  private void advance(Duration period, long now) {
    long nanos = period.toNanos() / STEPS;
    if (nanos != stepNanos) {
      stepNanos = nanos;
      newest = Math.floorDiv(now, nanos);
      sum = 0;
      java.util.Arrays.fill(slots, 0);
    }
    long current = Math.floorDiv(now, nanos);
    for (long passed = Math.min(current - newest, SLOTS); passed > 0; passed--) {
      int oldest = slot(current - passed + 1);
      sum -= slots[oldest];
      slots[oldest] = 0;
    }
    newest = Math.max(newest, current);
  }

  private static int slot(long step) {
    return (int) Math.floorMod(step, (long) SLOTS);
  }
}
