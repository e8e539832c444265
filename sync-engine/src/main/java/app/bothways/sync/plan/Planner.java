package app.bothways.sync.plan;

import app.bothways.sync.FolderMode;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.model.VersionVector.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
    return conflict(here, winner, theirs);
  }

  /** As {@link #decide(Optional, Collection)}, on a device where changes go one way only. */
  public static Action decide(Optional<Entry> mine, Collection<Entry> theirs, FolderMode mode) {
    if (mine.isPresent() && mine.get().version().isLocal()) {
      Action yields = local(mine.get(), winner(Optional.empty(), theirs));
      return mode == FolderMode.SEND_ONLY ? sendOnly(yields, mine, theirs) : yields;
    }
    Action action = decide(mine, theirs);
    return switch (mode) {
      case TWO_WAY -> action;
      case SEND_ONLY -> sendOnly(action, mine, theirs);
      case RECEIVE_ONLY -> receiveOnly(action, winner(Optional.empty(), theirs));
    };
  }

  /**
   * This device cannot hold anything against others. What it has published before it became one
   * that only receives, or has from somebody who is away, is a person's edit all the same: what
   * somebody deletes who had not seen it stays here as a change of this device's own.
   */
  private static Action receiveOnly(Action action, Entry winner) {
    if (!(action instanceof Action.Republish republish)) {
      return action;
    }
    Entry here = republish.mine();
    return winner instanceof Tombstone && !(here instanceof DirEntry)
        ? stayLocal(here, winner)
        : new Action.Take(winner, Optional.empty(), Reason.RECEIVES_ONLY);
  }

  private static Action stayLocal(Entry here, Entry winner) {
    var rebased = new Version(winner.version().vector(), Version.LOCAL_NEW, here.version().actor());
    return new Action.StayLocal(here.withVersion(rebased), Reason.EDIT_BEATS_DELETION);
  }

  /** Whatever would touch the disk is left; a deletion of what is not here touches nothing. */
  private static Action sendOnly(Action action, Optional<Entry> mine, Collection<Entry> theirs) {
    Entry winner = winner(mine, theirs);
    boolean nothingHere = mine.isEmpty() || mine.get() instanceof Tombstone;
    return switch (action) {
      case Action.Take take ->
          nothingHere && winner instanceof Tombstone
              ? take
              : new Action.Leave(winner, Reason.SENDS_ONLY);
      case Action.Adopt adopt ->
          mine.filter(m -> sameMeta(m, adopt.entry())).isPresent()
              ? adopt
              : new Action.Leave(winner, Reason.SENDS_ONLY);
      case Action.Keep _, Action.Republish _, Action.Leave _, Action.StayLocal _ -> action;
    };
  }

  private static boolean sameMeta(Entry a, Entry b) {
    return !(a instanceof FileEntry f)
        || b instanceof FileEntry g
            && f.mtimeNanos() == g.mtimeNanos()
            && f.executable() == g.executable();
  }

  /** A change that only this device knows, against the greatest version of others. */
  private static Action local(Entry here, Entry winner) {
    Version version = here.version();
    boolean yields = version.hlc() == Version.YIELDING;
    if (Resolution.same(here, winner)) {
      return new Action.Adopt(winner, Reason.SAME_CONTENT);
    }
    if (yields) {
      return new Action.Take(
          winner, Optional.of(here).filter(h -> mayBeAnEdit(h, winner)), Reason.REVERTED);
    }
    Order order = Resolution.causality(here, winner);
    if (order == Order.AFTER || order == Order.EQUAL) {
      return new Action.Keep(here.path(), Reason.LOCAL_CHANGE);
    }
    if (winner instanceof Tombstone) {
      // Nobody else has anything there any more.
      return stayLocal(here, winner);
    }
    if (here instanceof DirEntry) {
      return new Action.Leave(winner, Reason.DIRECTORY_BEATS_FILE);
    }
    Optional<Entry> aside =
        Optional.of(here)
            .filter(h -> !(h instanceof Tombstone) && !Resolution.sameBytes(h, winner));
    return new Action.Take(
        winner, aside, aside.isPresent() ? Reason.CONFLICT_THEIRS_HOLDS : Reason.THEIRS_IS_NEWER);
  }

  /**
   * What a power cut left here, unlike what a person reverts, has no version at all. It is kept
   * when it is not empty: a person may have moved it here in the last moment.
   */
  private static boolean mayBeAnEdit(Entry here, Entry winner) {
    boolean deletedAsItIs =
        winner instanceof Tombstone gone && gone.previous().equals(here.content());
    boolean holdsSomething =
        here instanceof LinkEntry || here instanceof FileEntry file && file.size() > 0;
    return here.version().vector().equals(VersionVector.EMPTY) && holdsSomething && !deletedAsItIs;
  }

  private static Reason keepReason(Entry here, Collection<Entry> theirs) {
    return theirs.stream().allMatch(e -> Resolution.same(e, here))
        ? Reason.UP_TO_DATE
        : Reason.MINE_HOLDS;
  }

  private static Action conflict(Entry here, Entry winner, Collection<Entry> theirs) {
    if (winner instanceof Tombstone gone) {
      return againstDeletion(here, gone, theirs);
    }
    if (here instanceof DirEntry) {
      return new Action.Republish(here, Reason.DIRECTORY_BEATS_FILE);
    }
    if (Resolution.sameBytes(here, winner)) {
      return new Action.Take(winner, Optional.empty(), Reason.SAME_CONTENT);
    }
    if (winner instanceof FileEntry file
        && here.version().hlc() == 0
        && file.previous().equals(here.content())) {
      return new Action.Take(winner, Optional.empty(), Reason.MADE_FROM_MINE);
    }
    return new Action.Take(winner, Optional.of(here), Reason.CONFLICT_THEIRS_HOLDS);
  }

  /**
   * Where somebody else has already changed just what is here, that has to stand against this
   * deletion. What is here could be said again without end: it would be older than that each time.
   */
  private static Action againstDeletion(Entry here, Tombstone gone, Collection<Entry> theirs) {
    if (Resolution.isOutdated(here, gone)) {
      return new Action.Take(gone, Optional.empty(), Reason.DELETED_WHILE_FORGOTTEN);
    }
    return theirs.stream()
        .filter(e -> Resolution.causality(here, e) == Order.BEFORE)
        .max(Comparator.comparing(Entry::version, Resolution.ORDER))
        .<Action>map(later -> new Action.Take(later, Optional.empty(), Reason.THEIRS_IS_NEWER))
        .orElseGet(() -> new Action.Republish(here, Reason.EDIT_BEATS_DELETION));
  }

  /**
   * The greatest version of those that no other one had seen, with the vectors of all that are the
   * same thing merged into it. As a rule the greatest of all had been seen by none; only an old
   * copy of a whole device, put back, can give out a version twice with different clocks.
   */
  static Entry winner(Optional<Entry> mine, Collection<Entry> theirs) {
    var all = new ArrayList<>(theirs);
    mine.ifPresent(all::add);
    if (all.size() == 1) {
      // As nearly always for a name that this device does not have.
      return all.getFirst();
    }
    Entry greatest =
        all.stream()
            .filter(a -> all.stream().noneMatch(b -> Resolution.causality(a, b) == Order.BEFORE))
            .max((a, b) -> Resolution.ORDER.compare(a.version(), b.version()))
            .orElseThrow();
    return Resolution.merge(all.stream().filter(e -> Resolution.same(e, greatest)).toList());
  }
}
