package app.bothways.sync.core;

import app.bothways.sync.disk.Finding;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which names may have been moved onto while nobody could see it: the name could not be looked at,
 * or was not yet when the other one was found gone. Once it can be, it may look as it always did.
 *
 * <p>CRASH: that the other name is gone is written, and the file that stands there now is another
 * one than was known. So whoever looks at it in a later life still finds out by what is buried; but
 * that is forgotten once everybody knows of it. Therefore a name that cannot be looked at is given
 * the benefit of the doubt at once.
 */
final class MovedUnseen {
  private static final int REMEMBERED = 10_000;
  private static final int PAGE = 2000;

  private final Index index;
  private final Troubles troubles;

  /** A name of which a person is asked is found gone again and again. */
  private final Set<Row> compared = new HashSet<>();

  MovedUnseen(Index index, Troubles troubles) {
    this.index = index;
    this.troubles = troubles;
  }

  /** Names that cannot be looked at and had what one of these had, which are gone now. */
  List<RelPath> mayHave(Collection<Row> gone) {
    List<RelPath> blind = troubles.unseen();
    if (blind.isEmpty()) {
      return List.of();
    }
    if (compared.size() > REMEMBERED) {
      compared.clear();
    }
    var contents = new HashSet<ContentId>();
    for (Row row : gone) {
      if (compared.add(row)) {
        row.entry().content().ifPresent(contents::add);
      }
    }
    var out = new ArrayList<RelPath>();
    if (!contents.isEmpty()) {
      blind.forEach(path -> index.row(path).ifPresent(row -> addFiles(row, contents, out)));
    }
    return out;
  }

  private void addFiles(Row row, Set<ContentId> contents, List<RelPath> out) {
    if (row.entry().content().filter(contents::contains).isPresent()) {
      out.add(row.entry().path());
    }
    for (Row below : index.live(Optional.of(row.entry().path()), Integer.MAX_VALUE)) {
      addFiles(below, contents, out);
    }
  }

  /**
   * Names at which a file like the one before was found, but another one, and which got their
   * version before this device found a name gone that had the same.
   */
  Set<RelPath> wasElsewhere(Collection<Finding.Present> found) {
    var versions = new HashMap<ContentId, Map<RelPath, Long>>();
    long seq = Long.MAX_VALUE;
    for (Finding.Present finding : found) {
      Row row = index.row(finding.path()).orElseThrow();
      Optional<ContentId> content = row.entry().content();
      content.ifPresent(
          c -> versions.computeIfAbsent(c, _ -> new HashMap<>()).put(finding.path(), row.seq()));
      seq = Math.min(seq, row.seq());
    }
    var out = new HashSet<RelPath>();
    for (List<Row> page = index.after(seq, PAGE); !page.isEmpty(); page = index.after(seq, PAGE)) {
      seq = page.getLast().seq();
      page.stream().filter(this::isBuriedHere).forEach(grave -> addOlder(grave, versions, out));
    }
    return out;
  }

  private boolean isBuriedHere(Row row) {
    return row.entry() instanceof Tombstone t && t.version().actor() == index.actor();
  }

  private static void addOlder(
      Row grave, Map<ContentId, Map<RelPath, Long>> versions, Set<RelPath> out) {
    Optional<ContentId> was = grave.entry().previous();
    Map<RelPath, Long> names = was.map(c -> versions.getOrDefault(c, Map.of())).orElse(Map.of());
    names.forEach(
        (path, seq) -> {
          if (seq < grave.seq()) {
            out.add(path);
          }
        });
  }
}
