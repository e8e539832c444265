package app.bothways.pairing;

import app.bothways.net.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts joins by remote key, minute by minute. Remembers at most {@link Limits#COUNTED_KEYS} keys,
 * the latest ones: a flood of fresh keys is stopped by the limit on handshakes, not by this.
 */
final class RateLimit {
  private static final long MINUTE = 60_000_000_000L;

  private record Count(long since, int joins) {}

  private final Timing timing;
  private final Map<NodeId, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Count> eldest) {
          return size() > Limits.COUNTED_KEYS;
        }
      };

  RateLimit(Timing timing) {
    this.timing = timing;
  }

  synchronized boolean allows(NodeId remote) {
    long now = timing.nanos();
    Count count = counts.get(remote);
    if (count == null || now - count.since >= MINUTE) {
      count = new Count(now, 0);
    }
    counts.put(remote, new Count(count.since, Math.min(count.joins + 1, Integer.MAX_VALUE - 1)));
    return count.joins < Limits.JOINS_PER_MINUTE;
  }

  synchronized int counted() {
    return counts.size();
  }
}
