package app.bothways.net.relay.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Times in steps of 20 microseconds up to 2 s. Any thread. */
final class Latencies {
  private static final int STEP_NANOS = 20_000;
  private static final int STEPS = 100_000;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS);

  void add(long nanos) {
    counts.incrementAndGet(Math.clamp(nanos / STEP_NANOS, 0, STEPS - 1));
  }

  /** The times of all together. */
  static Latencies of(List<Latencies> several) {
    var all = new Latencies();
    for (Latencies one : several) {
      for (int i = 0; i < STEPS; i++) {
        all.counts.addAndGet(i, one.counts.get(i));
      }
    }
    return all;
  }

  /** Milliseconds below which {@code share} of all times are. */
  double quantile(double share) {
    long all = 0;
    for (int i = 0; i < STEPS; i++) {
      all += counts.get(i);
    }
    long seen = 0;
    for (int i = 0; i < STEPS; i++) {
      seen += counts.get(i);
      if (seen >= all * share) {
        return (i + 1) * (double) STEP_NANOS / 1e6;
      }
    }
    return Double.NaN;
  }
}
