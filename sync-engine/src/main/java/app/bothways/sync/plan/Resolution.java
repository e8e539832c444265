package app.bothways.sync.plan;

import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.model.VersionVector.Order;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Which of two versions of a name holds.
 *
 * <p>The order is that of the hybrid logical clock, then of the actor. It extends causality, for a
 * clock never runs behind a version that its actor had seen; therefore it is total and transitive
 * on any set of versions. Ranks such as "an edit beats a deletion" would break that (edit, its
 * later deletion and an older concurrent edit would form a ring), so they are not part of the
 * order: the device that holds the edit publishes it anew instead ({@link Action.Republish}). Only
 * the clock of what was said again is above what others made of the same version; therefore what
 * another one had seen is left out before clocks are asked.
 */
public final class Resolution {
  /** The greater one holds. Zero only for versions made by one act. */
  public static final Comparator<Version> ORDER =
      Comparator.comparingLong(Version::hlc)
          .thenComparingLong(Version::actor)
          .thenComparing(Resolution::byVector);

  private Resolution() {}

  /** Only for versions of one actor at one time, which differ by what was merged into them. */
  private static int byVector(Version a, Version b) {
    return switch (a.vector().compare(b.vector())) {
      case EQUAL -> 0;
      case BEFORE -> -1;
      case AFTER -> 1;
      case CONCURRENT -> a.vector().toString().compareTo(b.vector().toString());
    };
  }

  public static Order causality(Entry a, Entry b) {
    return a.version().vector().compare(b.version().vector());
  }

  /** Whether {@code a} and {@code b} stand for the same thing, whatever their times. */
  public static boolean same(Entry a, Entry b) {
    return switch (a) {
      case FileEntry f ->
          b instanceof FileEntry g
              && f.contentId().equals(g.contentId())
              && f.executable() == g.executable();
      case LinkEntry f -> b instanceof LinkEntry g && f.target().equals(g.target());
      case DirEntry _ -> b instanceof DirEntry;
      case Tombstone _ -> b instanceof Tombstone;
    };
  }

  /** Whether replacing {@code a} by {@code b} loses no bytes that a person wrote. */
  static boolean sameBytes(Entry a, Entry b) {
    return a instanceof FileEntry f && b instanceof FileEntry g
        ? f.contentId().equals(g.contentId())
        : same(a, b);
  }

  /**
   * Whether what a new database found here is just what was deleted elsewhere. A directory is that
   * always: it goes only when nothing lives in it.
   */
  static boolean isOutdated(Entry here, Tombstone gone) {
    return here.version().hlc() == 0
        && (here instanceof DirEntry
            || here.content().isPresent() && here.content().equals(gone.previous()));
  }

  private static boolean isAct(Entry entry) {
    return entry.version().hlc() != 0;
  }

  private static boolean isAfterAnAct(Entry found, List<Entry> alike) {
    return alike.stream().anyMatch(e -> isAct(e) && causality(e, found) == Order.BEFORE);
  }

  private static long mtime(Entry entry) {
    return entry instanceof FileEntry file ? file.mtimeNanos() : 0;
  }

  /**
   * One version out of several of the same thing: it contains them all. The latest time is taken
   * among those that no other one had seen. The same in whatever order they come.
   *
   * <p>What a new database merely found counts only where nothing else does: that the thing was
   * there as well is no act of a person, and merged into a version it would stand against a
   * deletion of that very version by somebody who had not heard of the find. Only an old copy of a
   * whole device, put back, can find under a number of an act; that is told apart no more.
   */
  static Entry merge(List<Entry> alike) {
    if (alike.size() == 1) {
      return alike.getFirst();
    }
    List<Entry> acts = alike.stream().filter(e -> isAct(e) || isAfterAnAct(e, alike)).toList();
    List<Entry> counted = acts.isEmpty() ? alike : acts;
    List<Entry> last =
        counted.stream()
            .filter(a -> counted.stream().noneMatch(b -> causality(a, b) == Order.BEFORE))
            .toList();
    Entry greatest = Collections.max(last, Comparator.comparing(Entry::version, ORDER));
    long mtime = last.stream().mapToLong(Resolution::mtime).max().orElseThrow();
    VersionVector all =
        last.stream()
            .map(e -> e.version().vector())
            .reduce(VersionVector.EMPTY, VersionVector::merge);
    var version = new Version(all, greatest.version().hlc(), greatest.version().actor());
    return greatest instanceof FileEntry f
        ? new FileEntry(
            f.path(), version, f.size(), mtime, f.executable(), f.contentId(), f.previous())
        : greatest.withVersion(version);
  }
}
