package app.bothways.sync.core;

import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What databases had known that this device has lost, as far as others remember it ({@link
 * LostElsewhere}): what this one finds although a former one had deleted it, or had put something
 * else in its place, came back after that by a person's hand.
 *
 * <p>CRASH: known in this life only; later lives take what they found for as old as any.
 */
final class LostHere {
  private static final int MOST = 100;
  private static final int MOST_NAMES = 100_000;

  private final Index index;
  private final boolean begun;
  private final Set<Long> formerly = new HashSet<>();
  private final Map<RelPath, Entry> known = new HashMap<>();
  private long lastFound = Long.MIN_VALUE;

  LostHere(Index index) {
    this.index = index;
    begun = index.joining();
  }

  /** Somebody remembers this device by that actor. */
  void heardOf(long mine) {
    if (mine != 0 && mine != index.actor() && formerly.size() < MOST) {
      formerly.add(mine);
    }
  }

  void heard(Message.Rows rows) {
    if (!begun || rows.known().isEmpty()) {
      return;
    }
    var names = Set.copyOf(rows.known());
    for (Entry entry : rows.entries()) {
      if (known.size() < MOST_NAMES && names.contains(entry.path())) {
        known.merge(entry.path(), entry, LostHere::later);
      }
    }
  }

  private static Entry later(Entry a, Entry b) {
    return b.version().contains(a.version()) ? b : a;
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
        && here.entry().content().equals(theirs.previous())
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
            && was.previous().equals(here.entry().content())
            && !here.entry().version().contains(was.version())
            && theirs.version().contains(was.version());
  }
}
