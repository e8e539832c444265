package app.bothways.sync.plan;

import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.VersionVector.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;

/** Decides about one name from what is here and what other devices say they have. Pure. */
public final class Planner {
  private Planner() {}

  /**
   * @param mine what this device has announced; empty when it never knew the name
   * @param theirs what others announced, in any order
   */
  public static Action decide(Optional<Entry> mine, Collection<Entry> theirs) {
    if (theirs.isEmpty()) {
      throw new IllegalArgumentException("nothing to decide");
    }
    Entry winner = winner(mine, theirs);
    if (mine.isEmpty()) {
      return new Action.Take(winner, Optional.empty(), Reason.THEIRS_IS_NEWER);
    }
    Entry here = mine.get();
    if (Resolution.same(here, winner)) {
      return here.equals(winner)
          ? new Action.Keep(here.path(), keepReason(here, theirs))
          : new Action.Adopt(winner, Reason.SAME_CONTENT);
    }
    if (here instanceof Tombstone || Resolution.causality(here, winner) == Order.BEFORE) {
      return new Action.Take(winner, Optional.empty(), Reason.THEIRS_IS_NEWER);
    }
    return conflict(here, winner);
  }

  private static Reason keepReason(Entry here, Collection<Entry> theirs) {
    return theirs.stream().allMatch(e -> Resolution.same(e, here))
        ? Reason.UP_TO_DATE
        : Reason.MINE_HOLDS;
  }

  private static Action conflict(Entry here, Entry winner) {
    if (winner instanceof Tombstone gone) {
      if (Resolution.isOutdated(here, gone)) {
        return new Action.Take(winner, Optional.empty(), Reason.DELETED_WHILE_FORGOTTEN);
      }
      return new Action.Republish(here, Reason.EDIT_BEATS_DELETION);
    }
    if (here instanceof DirEntry) {
      return new Action.Republish(here, Reason.DIRECTORY_BEATS_FILE);
    }
    if (Resolution.sameBytes(here, winner)) {
      return new Action.Take(winner, Optional.empty(), Reason.SAME_CONTENT);
    }
    if (here.version().hlc() == 0
        && winner instanceof FileEntry file
        && here.content().isPresent()
        && file.previous().equals(here.content())) {
      return new Action.Take(winner, Optional.empty(), Reason.MADE_FROM_MINE);
    }
    return new Action.Take(winner, Optional.of(here), Reason.CONFLICT_THEIRS_HOLDS);
  }

  /**
   * The greatest version of those that no other one had seen, with the vectors of all that are the
   * same thing merged into it. As a rule the greatest of all had been seen by none; only an old
   * copy of a whole device, put back, can give out a version twice with different clocks.
   */
  static Entry winner(Optional<Entry> mine, Collection<Entry> theirs) {
    var all = new ArrayList<>(theirs);
    mine.ifPresent(all::add);
    Entry greatest =
        all.stream()
            .filter(a -> all.stream().noneMatch(b -> Resolution.causality(a, b) == Order.BEFORE))
            .max((a, b) -> Resolution.ORDER.compare(a.version(), b.version()))
            .orElseThrow();
    return Resolution.merge(all.stream().filter(e -> Resolution.same(e, greatest)).toList());
  }
}
