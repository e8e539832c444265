package app.bothways.sync.core;

import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds out when a person moved a file over another one that is just like it. Seen name by name
 * that is a deletion and nothing else; but whoever does it wants the content to be there. So the
 * name that was moved onto gets a new version, which holds against a deletion made elsewhere:
 * otherwise two people who move two equal files, each one over the other, would lose both. So does
 * the name to which it was moved back again: that its file was touched is all that can be seen, and
 * that it was last found under the other name.
 *
 * <p>CRASH: what was found lately is known in memory only. Therefore what took another's place is
 * written together with what is gone, at the end of the scan that found it, and the first scan of a
 * new life compares what is gone with all that is there. What took another's place is compared with
 * what was written as gone, too, in this life or a former one: the name may have been looked at
 * only long after. See {@link MovedUnseen} for one that cannot be looked at.
 */
final class MovedOnto {
  private static final int REMEMBERED = 10_000;
  private static final int PAGE = 2000;

  private final Index index;
  private final Maker maker;
  private final MovedUnseen unseen;
  private final List<Finding.Present> found = new ArrayList<>();
  private final Map<Long, Row> replaced = new HashMap<>();
  private final Set<RelPath> touched = new HashSet<>();

  /** What is no longer where it was, and what was touched, since all was looked at at once. */
  private final Map<ContentId, Row> noLonger = new HashMap<>();

  private final Map<RelPath, ContentId> touchedBefore = new HashMap<>();
  private final Map<Long, RelPath> came = new Lately<>();
  private final Map<Long, RelPath> stayed = new Lately<>();
  private final Map<Long, Row> went = new Lately<>();
  private boolean knowsThisLife;
  private long begunSeq;

  /** By the key of a file; the oldest are forgotten when there are too many. */
  private static final class Lately<T> extends LinkedHashMap<Long, T> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, T> eldest) {
      return size() > REMEMBERED;
    }
  }

  MovedOnto(Index index, Maker maker, MovedUnseen unseen) {
    this.index = index;
    this.maker = maker;
    this.unseen = unseen;
  }

  void scanBegins() {
    begunSeq = index.lastSeq();
    found.clear();
    replaced.clear();
    touched.clear();
  }

  /** True when this is another file just like the one before; it is dealt with at the end. */
  boolean takes(Finding.Present finding) {
    Optional<Row> row = index.row(finding.path()).filter(r -> r.observed().isPresent());
    row.filter(r -> isFile(r) && !isSameContent(r, finding)).ifPresent(this::isOverwritten);
    boolean isAnother = row.isPresent() && keyOf(row.get()) != finding.observed().stamp().fileKey();
    if (!isAnother) {
      if (row.filter(r -> wasTouched(r, finding)).isPresent() && touched.size() < REMEMBERED) {
        touched.add(finding.path());
      }
      return false;
    }
    boolean takes =
        finding.observed() instanceof Observed.File
            && Looker.nothingToTell(row.get().observed().orElseThrow(), finding.observed());
    if (takes) {
      found.add(finding);
    } else if (isFile(row.get())) {
      // What was there may have moved onto another name before something new took its place.
      replaced.put(keyOf(row.get()), row.get());
    }
    return takes;
  }

  private static boolean isSameContent(Row row, Finding.Present finding) {
    return finding.observed() instanceof Observed.File now
        && row.entry().content().equals(Optional.of(now.content()));
  }

  /** A new file may have the key of the one that was there: only contents tell that it went. */
  private void isOverwritten(Row row) {
    if (noLonger.size() < REMEMBERED) {
      noLonger.put(row.entry().content().orElseThrow(), row);
    }
  }

  /** As a file is that was moved away, or onto another name, and back: a move changes this time. */
  private static boolean wasTouched(Row row, Finding.Present finding) {
    Observed before = row.observed().orElseThrow();
    return isFile(row)
        && Looker.nothingToTell(before, finding.observed())
        && before.stamp().ctimeNanos() != finding.observed().stamp().ctimeNanos();
  }

  private static long keyOf(Row row) {
    return row.observed().orElseThrow().stamp().fileKey();
  }

  private static boolean isFile(Row row) {
    return row.entry().content().isPresent() && keyOf(row) != 0;
  }

  /** To be called before what is gone is buried. */
  void scanEnded(boolean whole, Collection<RelPath> gone) {
    Map<Long, Row> files = files(gone);
    holdTouched(files.values());
    unseen.mayHave(files.values()).forEach(this::hold);
    files.putAll(replaced);
    went.putAll(files);
    Map<RelPath, Row> from = whole ? Map.of() : whereFoundWas();
    for (Finding.Present finding : found) {
      Row row = index.row(finding.path()).orElseThrow();
      index.put(new Row(row.entry(), Optional.of(finding.observed()), row.seq()));
      came.put(finding.observed().stamp().fileKey(), finding.path());
    }
    unseen.wasElsewhere(found).forEach(this::hold);
    found.clear();
    from.forEach(this::hold);
    if (!whole) {
      holdTouchedTwins();
    }
    touched.forEach(path -> index.row(path).ifPresent(row -> stayed.put(keyOf(row), path)));
    holdWhatWent(came);
    holdWhatWent(stayed);
    if (whole && !knowsThisLife && !files.isEmpty()) {
      compareWithAll(files, new HashSet<>(gone));
    }
    knowsThisLife |= whole;
    remember(whole, files.values());
  }

  private void holdWhatWent(Map<Long, RelPath> now) {
    var both = new HashSet<>(now.keySet());
    both.retainAll(went.keySet());
    both.forEach(key -> hold(now.remove(key), went.remove(key)));
  }

  /**
   * Whoever moved one of two equal files onto the other and back has only one of them since, also
   * when something new took the other's name, and when the two names were looked at one after the
   * other.
   */
  private void holdTouched(Collection<Row> gone) {
    touched.forEach(path -> content(path).ifPresent(c -> touchedBefore.put(path, c)));
    if (touchedBefore.isEmpty()) {
      return;
    }
    var contents = new HashMap<>(noLonger);
    gone.forEach(row -> row.entry().content().ifPresent(c -> contents.put(c, row)));
    touchedBefore.entrySet().removeIf(touch -> isHeldFor(touch, contents));
  }

  private boolean isHeldFor(Map.Entry<RelPath, ContentId> touch, Map<ContentId, Row> contents) {
    Optional<Row> was = Optional.ofNullable(contents.get(touch.getValue()));
    was.ifPresent(row -> hold(touch.getKey(), row));
    return was.isPresent();
  }

  /** Of this and the next looks, until one is at everything. */
  private void remember(boolean whole, Collection<Row> gone) {
    if (whole) {
      noLonger.clear();
      touchedBefore.clear();
      return;
    }
    for (Row row : gone) {
      if (noLonger.size() >= REMEMBERED) {
        break;
      }
      row.entry().content().ifPresent(c -> noLonger.put(c, row));
    }
    if (touchedBefore.size() > REMEMBERED) {
      touchedBefore.keySet().retainAll(touched);
    }
  }

  private Optional<ContentId> content(RelPath path) {
    return index.row(path).flatMap(row -> row.entry().content());
  }

  /**
   * Where others tell something else of a name that was touched, it will not stay for long, and
   * before its twins are looked at: they may be gone.
   */
  private void holdTouchedTwins() {
    var twins = new HashMap<ContentId, List<RelPath>>();
    touched.stream()
        .filter(path -> !index.remotes(path).isEmpty())
        .forEach(
            path ->
                content(path)
                    .ifPresent(c -> twins.computeIfAbsent(c, _ -> new ArrayList<>()).add(path)));
    if (twins.isEmpty()) {
      return;
    }
    for (Row twin : rows(row -> row.entry().content().filter(twins::containsKey).isPresent())) {
      twins.get(twin.entry().content().orElseThrow()).forEach(path -> hold(path, twin));
    }
  }

  /**
   * Which other names have, as far as is known, the files that were found in place of others. Of
   * some names only these were looked at, and before the rest is, a deletion made elsewhere may
   * take the file away that a person has just put there.
   */
  private Map<RelPath, Row> whereFoundWas() {
    var byKey = new HashMap<Long, RelPath>();
    found.forEach(f -> byKey.put(f.observed().stamp().fileKey(), f.path()));
    var names = new HashSet<>(byKey.values());
    var from = new HashMap<RelPath, Row>();
    for (Row row : byKey.isEmpty() ? List.<Row>of() : rows(hasKeyIn(byKey.keySet()))) {
      RelPath to = byKey.get(keyOf(row));
      if (!names.contains(row.entry().path())) {
        from.put(to, row);
      }
    }
    return from;
  }

  private static Predicate<Row> hasKeyIn(Set<Long> keys) {
    return row -> keys.contains(keyOf(row));
  }

  /** All rows of what is there, as far as is known, that are so. */
  private List<Row> rows(Predicate<Row> so) {
    var out = new ArrayList<Row>();
    long seq = 0;
    for (List<Row> page = index.after(seq, PAGE); !page.isEmpty(); page = index.after(seq, PAGE)) {
      seq = page.getLast().seq();
      page.stream().filter(r -> r.observed().isPresent()).filter(so).forEach(out::add);
    }
    return out;
  }

  private Map<Long, Row> files(Collection<RelPath> gone) {
    var out = new HashMap<Long, Row>();
    for (RelPath path : gone) {
      index
          .row(path)
          .filter(r -> r.observed().isPresent() && isFile(r))
          .ifPresent(r -> out.put(keyOf(r), r));
    }
    return out;
  }

  private void compareWithAll(Map<Long, Row> files, Collection<RelPath> gone) {
    for (Row row : rows(hasKeyIn(files.keySet()))) {
      RelPath path = row.entry().path();
      if (row.seq() <= begunSeq && !gone.contains(path)) {
        hold(path, files.get(keyOf(row)));
      }
    }
  }

  private void hold(RelPath path, Row moved) {
    if (content(path).equals(moved.entry().content()) && !path.equals(moved.entry().path())) {
      hold(path);
    }
  }

  private void hold(RelPath path) {
    index.row(path).filter(r -> r.observed().isPresent() && r.isPublished()).ifPresent(this::put);
  }

  /** A version made from its own content: a person put it there again. */
  private void put(Row row) {
    if (row.entry() instanceof FileEntry f) {
      Version version = maker.next(f.version().vector());
      maker.put(f.withVersion(version).madeFrom(f.content()), row.observed());
    }
  }
}
