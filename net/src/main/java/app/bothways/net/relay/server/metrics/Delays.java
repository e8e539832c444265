package app.bothways.net.relay.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of delays, from a sixteenth of a millisecond to two seconds, doubling. Any thread.
 */
public final class Delays {
  private static final long FIRST_NANOS = 62_500;
  private static final int BUCKETS = 16;

  private final LongAdder[] buckets = new LongAdder[BUCKETS + 1];
  private final LongAdder nanos = new LongAdder();

  public Delays() {
    java.util.Arrays.setAll(buckets, _ -> new LongAdder());
  }

  public void add(long delayNanos) {
    int at = 0;
    for (long bound = FIRST_NANOS; at < BUCKETS && delayNanos > bound; bound *= 2) {
      at++;
    }
    buckets[at].increment();
    nanos.add(delayNanos);
  }

  /** How many delays were added. */
  public long count() {
    long sum = 0;
    for (LongAdder bucket : buckets) {
      sum += bucket.sum();
    }
    return sum;
  }

  void write(String name, StringBuilder out) {
    long sum = 0;
    long bound = FIRST_NANOS;
    for (int i = 0; i < BUCKETS; i++, bound *= 2) {
      sum += buckets[i].sum();
      out.append(name).append("_bucket{le=\"").append(bound / 1e9).append("\"} ").append(sum);
      out.append('\n');
    }
    sum += buckets[BUCKETS].sum();
    out.append(name).append("_bucket{le=\"+Inf\"} ").append(sum).append('\n');
    out.append(name).append("_sum ").append(nanos.sum() / 1e9).append('\n');
    out.append(name).append("_count ").append(sum).append('\n');
  }
}
