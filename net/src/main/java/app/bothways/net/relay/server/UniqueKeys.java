package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;

/** Counts different keys, each once per UTC day. Any thread. */
final class UniqueKeys {
  /** Beyond it keys of the same day may be counted twice: the figure is for people. */
  private static final int MAX_REMEMBERED = 200_000;

  private final Set<NodeId> today = new HashSet<>();
  private LocalDate day = LocalDate.now(ZoneOffset.UTC);
  private long count;

  synchronized void saw(NodeId node) {
    LocalDate now = LocalDate.now(ZoneOffset.UTC);
    if (!now.equals(day) || today.size() >= MAX_REMEMBERED) {
      day = now;
      today.clear();
    }
    if (today.add(node)) {
      count++;
    }
  }

  synchronized long count() {
    return count;
  }
}
