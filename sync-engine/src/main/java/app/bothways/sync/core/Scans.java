package app.bothways.sync.core;

import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Stamps;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When the disk is looked at, and what is made of what is found. The disk is either looked at or
 * changed, never both at once, so a scan is never surprised by the machine's own steps.
 */
final class Scans {
  private enum Disk {
    FREE,
    SCANNING,
    CHANGING
  }

  private static final long LONGEST_SILENCE_MILLIS = 5000;

  /** What a watcher told of is mostly small, or a rename of something large. */
  private static final long LONGEST_SILENCE_OF_SOME_MILLIS = 20_000;

  /** A renamed file is told of first and read, to be sure, when others know. */
  private static final long READ_AFTER_MILLIS = 2000;

  private final Work work;
  private final Looker looker;
  private final Vanished vanished;
  private final TakenBack takenBack;
  private Disk disk = Disk.FREE;
  private boolean wholeWanted = true;
  private final Set<RelPath> wanted = new TreeSet<>();
  private final Set<RelPath> unread = new TreeSet<>();
  private long unreadSince;
  private boolean wholeRunning;
  private boolean onlyNews;
  private boolean scannedOnce;
  private boolean scannedBefore;
  private Optional<SyncError> error = Optional.empty();
  private long retryAt = Long.MAX_VALUE;
  private int failures;
  private long begunAt;
  private long begunSeq;
  private long endedSeq;
  private long asked;
  private long askBegun;
  private long askScanned;

  Scans(Work work, Looker looker, Vanished vanished, TakenBack takenBack) {
    this.work = work;
    this.looker = looker;
    this.vanished = vanished;
    this.takenBack = takenBack;
  }

  // ---- what is wanted ------------------------------------------------------------------------

  void wantAll() {
    wholeWanted = true;
  }

  /** Empty for everywhere. */
  void want(Set<RelPath> paths) {
    if (paths.isEmpty()) {
      wholeWanted = true;
    } else {
      wanted.addAll(paths);
    }
  }

  /** Only these; nothing when there are none. */
  void again(Set<RelPath> paths) {
    wanted.addAll(paths);
  }

  /** A whole scan that begins from now on answers this. */
  void ask(long token) {
    asked = Math.max(asked, token);
    wholeWanted = true;
  }

  long asked() {
    return asked;
  }

  boolean hasAnswered(long token) {
    return askScanned >= token;
  }

  // ---- the disk ------------------------------------------------------------------------------

  boolean diskIsFree() {
    return disk == Disk.FREE;
  }

  boolean isChanging() {
    return disk == Disk.CHANGING;
  }

  void changing() {
    disk = Disk.CHANGING;
  }

  void changed() {
    disk = Disk.FREE;
  }

  /** Why the folder cannot be looked at. */
  Optional<SyncError> error() {
    return error;
  }

  boolean scannedOnce() {
    return scannedOnce;
  }

  boolean lookingAtAll() {
    return disk == Disk.SCANNING && wholeRunning;
  }

  /** When to try again after an error; nothing while the disk is in use. */
  Optional<Long> retryAt() {
    return error.isPresent() && disk == Disk.FREE ? Optional.of(retryAt) : Optional.empty();
  }

  /** When something is to be looked at though nobody asks for it. */
  Optional<Long> nextAt() {
    return unread.isEmpty() || disk != Disk.FREE
        ? Optional.empty()
        : Optional.of(unreadSince + READ_AFTER_MILLIS);
  }

  /** Everything was looked at and nothing is to be looked at again. */
  boolean atRest() {
    return disk == Disk.FREE
        && scannedOnce
        && !wholeWanted
        && wanted.isEmpty()
        && error.isEmpty()
        && !work.troubles().blind()
        && vanished.held().isEmpty();
  }

  // ---- one scan ------------------------------------------------------------------------------

  void beginIfWanted() {
    if (!unread.isEmpty() && work.maker().now() >= unreadSince + READ_AFTER_MILLIS) {
      wanted.addAll(unread);
      unread.clear();
    }
    boolean heldBack = error.isPresent() && work.maker().now() < retryAt;
    boolean want = wholeWanted || !wanted.isEmpty() || error.isPresent();
    if (disk != Disk.FREE || !want || heldBack) {
      return;
    }
    wholeRunning = wholeWanted || !scannedOnce || error.isPresent();
    if (wholeRunning) {
      wholeWanted = false;
      askBegun = asked;
      work.members().scanBegan();
      work.troubles().forgetUnseen();
    }
    vanished.scanBegins();
    if (work.members().isDurable(work.index().lastSeq())) {
      // Else what the scan before this one found is still to be told, and goes first.
      begunAt = work.maker().now();
      begunSeq = work.index().lastSeq();
    }
    scannedBefore = scannedOnce;
    onlyNews = !wholeRunning && wanted.stream().noneMatch(this::holdsSomething);
    work.emit(new Effect.Scan(wholeRunning ? Set.of() : Set.copyOf(wanted)));
    wanted.clear();
    disk = Disk.SCANNING;
  }

  private boolean holdsSomething(RelPath path) {
    return work.index().row(path).filter(r -> r.observed().isPresent()).isPresent()
        || !work.index().live(Optional.of(path), 1).isEmpty();
  }

  void found(Finding finding) {
    if (work.policy().excludes(finding, work.index()) || takenBack.takes(finding)) {
      return;
    }
    switch (finding) {
      case Finding.Gone gone -> {
        work.troubles().clear(gone.path());
        vanished.gone(gone.path());
      }
      case Finding.Present present -> {
        work.troubles().clear(present.path());
        if (Stamps.isUnread(present.observed().stamp())) {
          unread.add(present.path());
          unreadSince = work.maker().now();
        }
        if (!vanished.present(present)) {
          looker.present(present);
        }
        present.path().parent().filter(p -> !isDir(p)).ifPresent(wanted::add);
      }
      case Finding.Unknown unknown -> work.troubles().unseen(unknown.path(), unknown.error());
    }
  }

  private boolean isDir(RelPath path) {
    return work.index().row(path).filter(r -> r.entry() instanceof DirEntry).isPresent();
  }

  void ended(Optional<SyncError> failed) {
    work.policy().unblock();
    disk = Disk.FREE;
    error = failed;
    if (failed.isPresent()) {
      vanished.scanBegins();
      retryAt = work.maker().now() + (1000L << Math.min(failures++, 6));
      return;
    }
    failures = 0;
    boolean takenBackHere = takenBack.scanEnded(wholeRunning);
    if (vanished.scanEnded(wholeRunning, work.maker().now()) || takenBackHere) {
      work.members().relearn();
    }
    endedSeq = work.index().lastSeq();
    if (wholeRunning) {
      scannedOnce = true;
      if (!work.troubles().blind()) {
        // What could not be looked at yet may be as old as the rest.
        work.index().joined();
      }
      askScanned = askBegun;
      work.members().scanEnded();
    }
  }

  private long longestSilence() {
    return wholeRunning ? LONGEST_SILENCE_MILLIS : LONGEST_SILENCE_OF_SOME_MILLIS;
  }

  /**
   * How much of the index others may hear of. What a scan finds is told when it has ended, so that
   * both ends of a move go together; but nobody waits long for that, nor for a first scan. A scan
   * of places that held nothing finds nothing gone, so it has no moves to keep together, and what
   * is large and new is on its way while it is still being read.
   */
  long told() {
    boolean wait =
        (disk == Disk.SCANNING || !work.members().isDurable(endedSeq))
            && scannedBefore
            && !onlyNews
            && work.maker().now() - begunAt < longestSilence();
    return wait ? begunSeq : Long.MAX_VALUE;
  }
}
