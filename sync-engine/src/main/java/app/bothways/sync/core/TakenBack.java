package app.bothways.sync.core;

import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a power cut took back of what people did here, and what this device had told others of
 * already: programs seldom bring to the disk what they write. The file that is empty now, has its
 * former content, or is gone is nobody's edit. It yields to what others have, and others are told
 * nothing of it; only when all who were ever heard have nothing of that name it counts as new.
 *
 * <p>What changed after the system was started again is a person's edit. What a person did in the
 * very last moments, before it was noticed, may be taken for the power cut's work: a file deleted
 * then comes back, one brought back to an older content goes to the versions.
 *
 * <p>CRASH: what yields is in the index; whether all of it was looked at is known in memory only,
 * and the next opening is told of the same power cut again until the whole disk was looked at once.
 * What could not be read then is forgotten by a crash.
 */
final class TakenBack {
  private static final int PAGE = 1000;

  private final Index index;
  private final Maker maker;
  private final Members members;
  private final Set<RelPath> unseen = new TreeSet<>();
  private Optional<Long> startedNanos = Optional.empty();
  private Optional<Set<RelPath>> only = Optional.empty();
  private boolean some;
  private boolean mayYield = true;
  private long basis;
  private boolean lookedForYielding;

  TakenBack(Index index, Maker maker, Members members) {
    this.index = index;
    this.maker = maker;
    this.members = members;
  }

  /** The system was started again at that time, in change times of files. */
  void powerFailed(long nanos) {
    startedNanos = Optional.of(nanos);
    maker.powerFailed();
  }

  /** To be called before the finding is looked at; true when that is not to be done. */
  boolean takes(Finding finding) {
    if (finding instanceof Finding.Gone gone && wasBeingReplaced(gone.path())) {
      return index.row(gone.path()).filter(row -> gone(gone.path(), row)).isPresent();
    }
    if (startedNanos.isEmpty()) {
      return false;
    }
    if (finding instanceof Finding.Present present
        && !(present.observed() instanceof Observed.Dir)) {
      insideIsGone(present.path());
    }
    Optional<Row> row = index.row(finding.path()).filter(this::isToldAndMadeHere);
    if (finding instanceof Finding.Unknown) {
      unseen.add(finding.path());
    }
    if (row.isEmpty() || !isFirstLook(finding.path())) {
      return false;
    }
    return switch (finding) {
      case Finding.Gone gone -> gone(gone.path(), row.get());
      case Finding.Present present -> present(present.path(), present.observed(), row.get());
      case Finding.Unknown _ -> false;
    };
  }

  /**
   * Something else stands in the place of a directory, and what was in it would count as deleted
   * with it. Who put it there may have seen an empty one, or none.
   */
  private void insideIsGone(RelPath path) {
    if (index.row(path).filter(row -> row.entry() instanceof DirEntry).isEmpty()) {
      return;
    }
    for (Row row : index.live(Optional.of(path), Integer.MAX_VALUE)) {
      RelPath inside = row.entry().path();
      insideIsGone(inside);
      if (isToldAndMadeHere(row) && isFirstLook(inside)) {
        gone(inside, row);
      }
    }
  }

  /** CRASH: this device itself took it away, perhaps, and had not put the other thing there yet. */
  private boolean wasBeingReplaced(RelPath path) {
    return !lookedForYielding
        && index.intended(path).filter(entry -> !(entry instanceof Tombstone)).isPresent();
  }

  /** Whether it was not looked at since the system was started again. */
  private boolean isFirstLook(RelPath path) {
    return only.isEmpty()
        || only.get().stream().anyMatch(left -> left.equals(path) || path.isBelow(left));
  }

  private boolean isToldAndMadeHere(Row row) {
    return row.isPublished() && maker.isPartlyMine(row.entry().version());
  }

  private boolean gone(RelPath path, Row row) {
    if (row.entry() instanceof Tombstone) {
      return false;
    }
    letYield(new Tombstone(path, yielding(), row.entry().content()), Optional.empty());
    return true;
  }

  private boolean present(RelPath path, Observed now, Row row) {
    boolean asItWas = now.stamp().ctimeNanos() <= startedNanos.orElseThrow();
    if (asItWas && isFileAgain(row.entry(), now)) {
      maker.put(Looker.entry(path, maker.apart(), Optional.empty(), now), Optional.of(now));
      return true;
    }
    boolean takenBack =
        asItWas
            && switch (row.entry()) {
              case FileEntry told -> isWhatWasBefore(told, row.observed().orElseThrow(), now);
              case LinkEntry told ->
                  !(now instanceof Observed.Link link && link.target().equals(told.target()));
              case DirEntry _ -> !(now instanceof Observed.Dir);
              case Tombstone gone ->
                  now instanceof Observed.File file
                      && gone.previous().equals(Optional.of(file.content()));
            };
    if (takenBack) {
      letYield(Looker.entry(path, yielding(), Optional.of(row), now), Optional.of(now));
      return true;
    }
    boolean replaced =
        row.entry() instanceof FileEntry told
            && !(now instanceof Observed.File file && file.content().equals(told.contentId()));
    if (replaced) {
      // Nobody knows whether who wrote this saw what others were told of before.
      maker.put(Looker.entry(path, maker.apart(), Optional.empty(), now), Optional.of(now));
    }
    return replaced;
  }

  /**
   * It was told to be something else, or to be gone: moved away by a person, perhaps, to a place
   * that the power cut took. Nobody else may have its content any more.
   */
  private static boolean isFileAgain(Entry told, Observed now) {
    boolean holdsSomething = now instanceof Observed.File file && file.stamp().size() > 0;
    return holdsSomething
        && switch (told) {
          case FileEntry _ -> false;
          case LinkEntry _, DirEntry _ -> true;
          case Tombstone gone ->
              gone.previous().equals(Optional.of(((Observed.File) now).content()));
        };
  }

  private static boolean isWhatWasBefore(FileEntry told, Observed before, Observed now) {
    return switch (now) {
      case Observed.File file -> isWhatWasBefore(told, before, file);
      case Observed.Link _, Observed.Dir _ -> true;
    };
  }

  private static boolean isWhatWasBefore(FileEntry told, Observed before, Observed.File now) {
    return !told.contentId().equals(now.content())
        && (now.stamp().size() == 0
            || told.previous().equals(Optional.of(now.content()))
            || now.stamp().mtimeNanos() <= before.stamp().mtimeNanos());
  }

  private Version yielding() {
    return Version.nobodys(index.actor());
  }

  private void letYield(Entry entry, Optional<Observed> now) {
    index.put(new Row(entry, now, index.lastSeq() + 1));
    some = true;
    mayYield = true;
  }

  /** At the end of a scan; true when others are to be asked for all that they have. */
  boolean scanEnded(boolean whole) {
    if (whole) {
      lookedAtAll();
      // CRASH: a former life may have ended before it asked.
      some |= !lookedForYielding && somethingYields();
      lookedForYielding = true;
    }
    boolean ask = some;
    some = false;
    return ask;
  }

  /** What could not be looked at may be as the power cut left it, for as long as that lasts. */
  private void lookedAtAll() {
    if (only.isEmpty()) {
      startedNanos.ifPresent(_ -> forgetIgnored());
    }
    only.ifPresent(unseen::retainAll);
    only = unseen.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(unseen));
    unseen.clear();
    if (only.isEmpty()) {
      startedNanos = Optional.empty();
    }
  }

  /**
   * What takes no part was not looked at: should it come to take part again one day, nobody will
   * know whether what is there then was made from what others were told of.
   */
  private void forgetIgnored() {
    long seq = 0;
    long last = index.lastSeq();
    for (List<Row> page = index.after(seq, PAGE); !page.isEmpty(); page = index.after(seq, PAGE)) {
      for (Row row : page) {
        boolean mine = row.isHeld() && !row.entry().version().isLocal();
        if (row.seq() <= last && mine && maker.isPartlyMine(row.entry().version())) {
          maker.hold(new Row(row.entry().withVersion(yielding()), Optional.empty(), row.seq()));
        }
      }
      seq = page.getLast().seq();
    }
  }

  private boolean somethingYields() {
    List<Row> page = index.margin().local(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      if (page.stream().anyMatch(row -> row.entry().version().hlc() == Version.YIELDING)) {
        return true;
      }
      page = index.margin().local(Optional.of(page.getLast().entry().path()), PAGE);
    }
    return false;
  }

  /** What nobody else has any more is what it looks like; others may give it up later. */
  void nobodyElseHas() {
    long now = members.basis().state();
    // Where somebody has a new database, something may have come to yield.
    mayYield |= now != basis;
    if (!mayYield || !members.heardAllToTheEnd()) {
      return;
    }
    mayYield = false;
    basis = now;
    List<Row> page = index.margin().local(Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      for (Row row : new ArrayList<>(page)) {
        settle(row);
      }
      page = index.margin().local(Optional.of(page.getLast().entry().path()), PAGE);
    }
  }

  private void settle(Row row) {
    Entry entry = row.entry();
    boolean mine =
        entry.version().hlc() == Version.YIELDING
            && entry.version().vector().equals(VersionVector.EMPTY);
    boolean waits = mine && !index.remotes(entry.path()).isEmpty();
    if (mine && !waits) {
      maker.put(asItLooks(entry).withVersion(maker.apart()), row.observed());
    }
    mayYield |= waits;
  }

  /**
   * No person is known to have deleted or changed what was told last: where a new database finds
   * that, it is not outdated.
   */
  private static Entry asItLooks(Entry entry) {
    return switch (entry) {
      case Tombstone gone -> new Tombstone(gone.path(), gone.version(), Optional.empty());
      case FileEntry file -> file.madeFrom(Optional.empty());
      case DirEntry _, LinkEntry _ -> entry;
    };
  }
}
