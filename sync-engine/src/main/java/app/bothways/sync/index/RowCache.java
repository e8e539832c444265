package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the table of rows is known to hold, so that one name is not asked for again and again while
 * it is dealt with, nor names in a directory of which nothing was known. Bounded, whatever the size
 * of the folder. For the index's own thread, which tells of everything that it writes.
 */
final class RowCache {
  private static final int ROWS = 4096;
  private static final int NEW_DIRECTORIES = 8;
  private static final int NEW_NAMES = 20_000;

  private final Map<RelPath, Optional<Row>> rows = new Lately<>(ROWS);

  /** Directories that the table had nothing of, with the names that were written since. */
  private final Map<String, Set<String>> fresh = new Lately<>(NEW_DIRECTORIES);

  private final Set<String> others = Collections.newSetFromMap(new Lately<>(NEW_DIRECTORIES));

  /** Who asks the table. */
  interface Table {
    Optional<Row> row(RelPath path);

    /** Whether it has rows in the directory of this name. */
    boolean hasAny(Optional<RelPath> directory);
  }

  Optional<Row> row(RelPath path, Table table) {
    Optional<Row> known = rows.get(path);
    if (known != null) {
      return known;
    }
    String directory = Dirs.text(path.parent());
    Set<String> names = fresh.get(directory);
    Optional<Row> found =
        names != null && !names.contains(path.name()) ? Optional.empty() : table.row(path);
    if (found.isEmpty() && names == null && !others.contains(directory)) {
      look(path.parent(), table);
    }
    rows.put(path, found);
    return found;
  }

  private void look(Optional<RelPath> directory, Table table) {
    if (table.hasAny(directory)) {
      others.add(Dirs.text(directory));
    } else {
      fresh.put(Dirs.text(directory), new HashSet<>());
    }
  }

  /** What the table was found to hold by another question: mostly it is asked for next. */
  void read(Row row) {
    rows.put(row.entry().path(), Optional.of(row));
  }

  void wrote(Row row) {
    RelPath path = row.entry().path();
    rows.put(path, Optional.of(row));
    String directory = Dirs.text(path.parent());
    Set<String> names = fresh.get(directory);
    if (names != null && names.add(path.name()) && names.size() > NEW_NAMES) {
      fresh.remove(directory);
      others.add(directory);
    }
  }

  void removed(RelPath path) {
    rows.remove(path);
  }
}
