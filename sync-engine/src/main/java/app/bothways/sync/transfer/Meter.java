package app.bothways.sync.transfer;

import java.util.function.LongSupplier;

/** So much a second, over the last few whole seconds; any thread. */
final class Meter {
  private static final int SECONDS = 5;
  private static final long NANOS = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private final long began;
  private final long[] amount = new long[SECONDS + 1];
  private final long[] second = new long[SECONDS + 1];

  Meter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    began = nanoTime.getAsLong() - NANOS;
  }

  private long now() {
    return (nanoTime.getAsLong() - began) / NANOS;
  }

  synchronized void add(long n) {
    long now = now();
    int slot = (int) (now % amount.length);
    if (second[slot] != now) {
      second[slot] = now;
      amount[slot] = 0;
    }
    amount[slot] += n;
  }

  /** Over those seconds, at most five, since something first came lately. */
  synchronized double rate() {
    long now = now();
    long sum = 0;
    long first = now;
    for (int i = 0; i < amount.length; i++) {
      if (amount[i] > 0 && now - second[i] <= SECONDS) {
        sum += amount[i];
        first = Math.min(first, second[i]);
      }
    }
    return sum / (double) Math.clamp(now - first + 1, 1, SECONDS);
  }

  long perSecond() {
    return (long) rate();
  }
}
