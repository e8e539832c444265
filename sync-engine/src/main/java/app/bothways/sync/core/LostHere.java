package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.Version;
import java.util.Optional;
import java.util.Set;

/**
 * What databases had known that this device has lost, as far as others remember it ({@link
 * LostElsewhere}): what this one finds although a former one had deleted it, or had put something
 * else in its place, came back after that by a person's hand.
 */
final class LostHere {
  private static final int MOST = 100;
  private static final int MOST_NAMES = 100_000;
  private static final Optional<NodeId> HERE = Optional.empty();

  private final Index index;
  private final Former former;

  LostHere(Index index) {
    this.index = index;
    former = index.former();
  }

  /** Somebody remembers this device by that actor. */
  void heardOf(long mine) {
    Set<Long> actors = former.actors();
    if (mine != 0 && mine != index.actor() && actors.size() < MOST && !actors.contains(mine)) {
      former.addActor(mine);
    }
  }

  void heard(Message.Rows rows) {
    if (rows.known().isEmpty()) {
      return;
    }
    var names = Set.copyOf(rows.known());
    for (Entry entry : rows.entries()) {
      if (names.contains(entry.path())
          && mayBeBackAfter(entry)
          && former.names(HERE) < MOST_NAMES) {
        Optional<Entry> before = former.had(HERE, entry.path());
        former.setHad(HERE, before.map(b -> later(b, entry)).orElse(entry));
      }
    }
  }

  /** Whether what it was made from is, or may still be found to be, here. */
  private boolean mayBeBackAfter(Entry known) {
    return index.joining()
        || index
            .row(known.path())
            .filter(here -> isFoundAsBefore(here, known) || isWhatWas(here, known))
            .isPresent();
  }

  /** Whether a former database had just that. */
  private boolean isWhatWas(Row here, Entry known) {
    return known.content().isPresent()
        && known.content().equals(here.entry().content())
        && wasFound(here);
  }

  private static Entry later(Entry a, Entry b) {
    return b.version().contains(a.version()) ? b : a;
  }

  /** What was there before this database had looked at its disk has no later change time. */
  void found(Stamp stamp) {
    if (stamp.ctimeNanos() > former.lastFound()) {
      former.lastFound(stamp.ctimeNanos());
    }
  }

  /**
   * Whether what is here came back by a person's hand: {@code theirs} was made from just that, and
   * a former database of this device had done so.
   */
  boolean isBack(Row here, Entry theirs) {
    return isFoundAsBefore(here, theirs) && knew(here, theirs);
  }

  private boolean isFoundAsBefore(Row here, Entry theirs) {
    return here.entry().content().isPresent()
        && here.entry().content().equals(theirs.previous())
        && wasFound(here);
  }

  private boolean wasFound(Row here) {
    Version version = here.entry().version();
    return version.hlc() == 0 && version.actor() == index.actor()
        || here.observed().filter(o -> o.stamp().ctimeNanos() <= former.lastFound()).isPresent();
  }

  private boolean knew(Row here, Entry theirs) {
    Optional<Entry> had = former.had(HERE, theirs.path());
    return former.actors().contains(theirs.version().actor())
        || had.filter(was -> was.previous().equals(here.entry().content()))
            .filter(was -> !here.entry().version().contains(was.version()))
            .filter(was -> theirs.version().contains(was.version()))
            .isPresent()
        || had.filter(was -> isWhatWas(here, was))
            .filter(was -> was.version().contains(theirs.version()))
            .isPresent();
  }
}
