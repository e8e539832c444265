package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector.Order;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What no longer is as it was: databases that this device or others had, and what a round was
 * decided upon.
 *
 * <p>A new database does not know how old what it finds is. But others know what the former one had
 * deleted, or had put something else in place of: what is here all the same came back after that.
 *
 * <p>CRASH: known in this life only; later lives take what they found for as old as any.
 */
final class Incarnations {
  private static final int MOST = 100;
  private static final int MOST_LATELY = 10_000;
  private static final int MOST_NAMES = 100_000;

  private final Index index;
  private final boolean begun;
  private final Set<Long> formerly = new HashSet<>();
  private final Map<RelPath, Entry> known = new HashMap<>();
  private final Map<NodeId, Long> settled = new HashMap<>();
  private final Map<NodeId, Map<RelPath, Version>> told = new HashMap<>();
  private final Map<NodeId, Map<RelPath, Version>> toldBefore = new HashMap<>();
  private long lastFound = Long.MIN_VALUE;
  private long unsettled;

  Incarnations(Index index) {
    this.index = index;
    begun = index.joining();
  }

  /** Somebody remembers this device by that actor. */
  void heardOf(long mine) {
    if (mine != 0 && mine != index.actor() && formerly.size() < MOST) {
      formerly.add(mine);
    }
  }

  // ---- of others -----------------------------------------------------------------------------

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
        .filter(entry -> lately.size() < MOST_LATELY && former(entry).isPresent())
        .forEach(entry -> lately.put(entry.path(), entry.version()));
  }

  void comesToTerms(NodeId device) {
    told.remove(device);
  }

  /** Whether a database that the device has no more had what is in this row, or made it. */
  boolean knew(NodeId device, Row row) {
    Version version = row.entry().version();
    return former(row.entry()).isPresent()
        && (row.seq() <= settled.getOrDefault(device, 0L)
            || hadTold(device, row)
            || index.isPast(device, version.actor()));
  }

  private boolean hadTold(NodeId device, Row row) {
    Version last = toldBefore.getOrDefault(device, Map.of()).get(row.entry().path());
    return last != null && contains(last, row.entry().version());
  }

  private static boolean contains(Version later, Version version) {
    Order order = version.vector().compare(later.vector());
    return order == Order.EQUAL || order == Order.BEFORE;
  }

  /** The content that this was made from. */
  private static Optional<ContentId> former(Entry entry) {
    return switch (entry) {
      case FileEntry file -> file.previous();
      case Tombstone gone -> gone.previous();
      default -> Optional.empty();
    };
  }

  // ---- of this device ------------------------------------------------------------------------

  void heard(Message.Rows rows) {
    if (!begun || rows.known().isEmpty()) {
      return;
    }
    var names = Set.copyOf(rows.known());
    for (Entry entry : rows.entries()) {
      if (known.size() < MOST_NAMES && names.contains(entry.path())) {
        known.merge(entry.path(), entry, Incarnations::later);
      }
    }
  }

  private static Entry later(Entry a, Entry b) {
    return contains(b.version(), a.version()) ? b : a;
  }

  /** What was there before this database had looked at its disk has no later change time. */
  void found(Stamp stamp) {
    lastFound = Math.max(lastFound, stamp.ctimeNanos());
  }

  /**
   * Whether what is here came back by a person's hand: {@code theirs} was made from just that, and
   * a former database of this device had done so.
   */
  boolean isBack(Row here, Entry theirs) {
    return here.entry().content().isPresent()
        && here.entry().content().equals(former(theirs))
        && wasFound(here)
        && knew(here, theirs);
  }

  private boolean wasFound(Row here) {
    Version version = here.entry().version();
    return version.hlc() == 0 && version.actor() == index.actor()
        || here.observed().filter(o -> o.stamp().ctimeNanos() <= lastFound).isPresent();
  }

  private boolean knew(Row here, Entry theirs) {
    Entry was = known.get(theirs.path());
    return formerly.contains(theirs.version().actor())
        || was != null
            && former(was).equals(here.entry().content())
            && !contains(here.entry().version(), was.version())
            && contains(theirs.version(), was.version());
  }

  // ---- of a round ----------------------------------------------------------------------------

  /**
   * Another device has a new database, or withdraws what it had told; or a person changes what
   * takes part here, or which way changes go.
   */
  void unsettle() {
    unsettled++;
  }

  /** How often {@link #unsettle} was called. */
  long unsettled() {
    return unsettled;
  }
}
