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
import app.bothways.sync.plan.Resolution;
import java.util.Optional;

/** Turns what a scan found into versions of this device. */
final class Looker {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** Some file systems keep times in steps of two seconds. */
  private static final long COARSEST_NANOS = 2 * SECOND_NANOS;

  private final Index index;
  private final Maker maker;
  private final LostHere lostHere;

  Looker(Index index, Maker maker, LostHere lostHere) {
    this.index = index;
    this.maker = maker;
    this.lostHere = lostHere;
  }

  /** Something is no longer there. */
  void gone(RelPath path) {
    Optional<Row> row = index.row(path).filter(r -> r.observed().isPresent());
    if (row.isPresent()) {
      buryAll(row.get());
    }
  }

  private void buryBelow(RelPath directory) {
    index.live(Optional.of(directory), Integer.MAX_VALUE).forEach(this::buryAll);
  }

  /** Only what is a directory is asked for what it holds: of ten thousand files that costs most. */
  private void buryAll(Row row) {
    boolean dirWasHere = row.observed().filter(o -> o instanceof Observed.Dir).isPresent();
    if (dirWasHere || row.entry() instanceof DirEntry) {
      buryBelow(row.entry().path());
    }
    bury(row, maker.firstOrNext(Optional.of(row)));
  }

  private void bury(Row row, Version version) {
    Entry gone = row.entry();
    if (version.hlc() == Version.LOCAL_NEW) {
      // Nobody else ever knew it.
      maker.hold(row);
    } else {
      maker.put(new Tombstone(gone.path(), version, gone.content()), Optional.empty());
    }
  }

  void present(Finding.Present finding) {
    RelPath path = finding.path();
    Observed now = finding.observed();
    if (index.joining()) {
      lostHere.found(now.stamp());
    }
    Optional<Row> row = index.row(path);
    Optional<Observed> before = row.flatMap(Row::observed);
    if (before.isPresent() && nothingToTell(before.get(), now)) {
      index.put(new Row(row.get().entry(), Optional.of(now), row.get().seq()));
      return;
    }
    if (before.isPresent() && before.get() instanceof Observed.Dir) {
      buryBelow(path);
    }
    // CRASH: a file that was put in place before the index was written is found here again. Only
    // what this device was about to put counts: a person may have moved the same content here.
    Optional<Entry> known =
        index.intended(path).filter(theirs -> isWhat(theirs, now) && holdsOver(theirs, row));
    Optional<Row> held = row.isEmpty() ? index.margin().held(path) : Optional.empty();
    // A name that was ignored for a while and has not changed is what it was.
    Optional<Entry> remembered = held.map(Row::entry).filter(was -> isWhat(was, now));
    Optional<Row> base = row.or(() -> held.filter(was -> Maker.comesFromNothing(was.entry())));
    Entry entry =
        known
            .or(() -> remembered.filter(was -> !was.version().isLocal()))
            .orElseGet(() -> entry(path, maker.firstOrNext(base), row, now));
    maker.put(entry, Optional.of(now));
  }

  /** The clock of what was changed on a device that only receives compares with no other. */
  private static boolean holdsOver(Entry theirs, Optional<Row> row) {
    Optional<Version> mine = row.map(r -> r.entry().version());
    return mine.isEmpty()
        || !mine.get().contains(theirs.version())
            && Resolution.ORDER.compare(theirs.version(), mine.get()) > 0;
  }

  private static boolean isWhat(Entry theirs, Observed now) {
    return switch (theirs) {
      case FileEntry f ->
          now instanceof Observed.File g
              && f.contentId().equals(g.content())
              && g.stamp().executable().mayBe(f.executable())
              && sameTime(f.mtimeNanos(), g.stamp().mtimeNanos());
      case LinkEntry f -> now instanceof Observed.Link g && f.target().equals(g.target());
      case DirEntry _ -> now instanceof Observed.Dir;
      case Tombstone _ -> false;
    };
  }

  /** Equal, or as near as a file system can come that keeps whole seconds only. */
  private static boolean sameTime(long wanted, long onDisk) {
    return wanted == onDisk
        || onDisk % SECOND_NANOS == 0 && Math.abs(wanted - onDisk) < COARSEST_NANOS;
  }

  static boolean nothingToTell(Observed before, Observed now) {
    return switch (now) {
      case Observed.File f ->
          before instanceof Observed.File g
              && f.content().equals(g.content())
              && f.stamp().executable().mayBe(g.stamp().executable())
              && f.stamp().mtimeNanos() == g.stamp().mtimeNanos();
      case Observed.Link f -> before instanceof Observed.Link g && f.target().equals(g.target());
      case Observed.Dir _ -> before instanceof Observed.Dir;
    };
  }

  static boolean isExecutable(Row row) {
    return row.entry() instanceof FileEntry file && file.executable();
  }

  static Entry entry(RelPath path, Version version, Optional<Row> row, Observed now) {
    return switch (now) {
      case Observed.Dir _ -> new DirEntry(path, version);
      case Observed.Link link -> new LinkEntry(path, version, link.target());
      case Observed.File file ->
          new FileEntry(
              path,
              version,
              file.stamp().size(),
              file.stamp().mtimeNanos(),
              file.stamp().executable().orElse(row.filter(Looker::isExecutable).isPresent()),
              file.content(),
              row.flatMap(r -> r.entry().content()));
    };
  }
}
