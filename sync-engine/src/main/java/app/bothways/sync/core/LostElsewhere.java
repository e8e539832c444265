package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What databases had known that other devices have lost. A new database does not know how old what
 * it finds is. But this device remembers what the former one had deleted, or had put something else
 * in place of, and tells it: what is there all the same came back after that ({@link LostHere}).
 *
 * <p>CRASH: known in this life only; later lives take what others found for as old as any.
 */
final class LostElsewhere {
  private static final int MOST_LATELY = 10_000;

  private final Index index;
  private final Map<NodeId, Long> settled = new HashMap<>();
  private final Map<NodeId, Map<RelPath, Version>> told = new HashMap<>();
  private final Map<NodeId, Map<RelPath, Version>> toldBefore = new HashMap<>();

  LostElsewhere(Index index) {
    this.index = index;
  }

  /** A new database, after one that had come to terms with this one up to {@code seq}. */
  void begins(NodeId device, long seq) {
    settled.merge(device, seq, Math::max);
    Optional.ofNullable(told.remove(device))
        .ifPresent(last -> toldBefore.computeIfAbsent(device, _ -> new HashMap<>()).putAll(last));
  }

  /** What it has told it has, also before it has come to terms with everything. */
  void tells(NodeId device, List<Entry> entries) {
    Map<RelPath, Version> lately = told.computeIfAbsent(device, _ -> new HashMap<>());
    entries.stream()
        .filter(entry -> lately.size() < MOST_LATELY && entry.previous().isPresent())
        .forEach(entry -> lately.put(entry.path(), entry.version()));
  }

  void comesToTerms(NodeId device) {
    told.remove(device);
  }

  /** Whether a database that the device has no more had what is in this row, or made it. */
  boolean knew(NodeId device, Row row) {
    Version version = row.entry().version();
    return row.entry().previous().isPresent()
        && (row.seq() <= settled.getOrDefault(device, 0L)
            || hadTold(device, row)
            || index.isPast(device, version.actor()));
  }

  private boolean hadTold(NodeId device, Row row) {
    Version last = toldBefore.getOrDefault(device, Map.of()).get(row.entry().path());
    return last != null && last.contains(row.entry().version());
  }
}
