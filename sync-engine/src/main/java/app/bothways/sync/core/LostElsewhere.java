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
 * <p>CRASH: what a device tells before it has come to terms with everything is in memory only as
 * long as it has not lost its database. To store it would cost a row for each change that is heard.
 */
final class LostElsewhere {
  private static final int MOST_LATELY = 10_000;

  private final Index index;
  private final Former former;
  private final Map<NodeId, Map<RelPath, Entry>> told = new HashMap<>();

  LostElsewhere(Index index) {
    this.index = index;
    former = index.former();
  }

  /** A new database, after one that had come to terms with this one up to {@code seq}. */
  void begins(NodeId device, long seq) {
    if (seq > former.settled(device)) {
      former.settled(device, seq);
    }
    Optional.ofNullable(told.remove(device))
        .ifPresent(last -> last.values().forEach(entry -> remember(device, entry)));
  }

  /** What a database had that the device has no more. */
  void remember(NodeId device, Entry entry) {
    if (former.names(Optional.of(device)) < MOST_LATELY) {
      former.setHad(Optional.of(device), entry);
    }
  }

  /** This device does not answer for what was in this row any more ({@link OnItsWay}). */
  void yields(Row row) {
    for (NodeId device : index.heardOf()) {
      if (knew(device, row) && had(device, row.entry().path()).isEmpty()) {
        remember(device, row.entry());
      }
    }
  }

  /** What it has told it has, also before it has come to terms with everything. */
  void tells(NodeId device, List<Entry> entries) {
    Map<RelPath, Entry> lately = told.computeIfAbsent(device, _ -> new HashMap<>());
    entries.stream()
        .filter(entry -> lately.size() < MOST_LATELY && entry.previous().isPresent())
        .forEach(entry -> lately.put(entry.path(), entry));
  }

  void comesToTerms(NodeId device) {
    told.remove(device);
  }

  /** Whether a database that the device has no more had what is in this row, or made it. */
  boolean knew(NodeId device, Row row) {
    Version version = row.entry().version();
    return row.entry().previous().isPresent()
        && (row.seq() <= former.settled(device)
            || hadTold(device, row)
            || index.isPast(device, version.actor()));
  }

  private boolean hadTold(NodeId device, Row row) {
    return had(device, row.entry().path())
        .filter(last -> last.version().contains(row.entry().version()))
        .isPresent();
  }

  /** What such a database is remembered to have had of a name, whatever this one has now. */
  Optional<Entry> had(NodeId device, RelPath path) {
    return former.had(Optional.of(device), path);
  }

  /** All of that. */
  List<Entry> had(NodeId device) {
    return former.had(Optional.of(device));
  }

  void left(NodeId device) {
    told.remove(device);
    former.forget(device);
  }
}
