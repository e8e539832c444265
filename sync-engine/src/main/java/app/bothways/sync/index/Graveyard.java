package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.Tombstone;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the tombstones are, in order of their sequence; a name that lives again stays until met.
 */
final class Graveyard {
  private static final Sql.Repeated ADDED =
      new Sql.Repeated("merge into grave (seq) key (seq) values ", "(?)", "");

  private final Sql sql;
  private final Entries entries;

  /** Not written yet. */
  private final Set<Long> fresh = new LinkedHashSet<>();

  Graveyard(Sql sql, Entries entries) {
    this.sql = sql;
    this.entries = entries;
  }

  void add(Row row) {
    fresh.add(row.seq());
  }

  /** To be called before each commit. */
  void flush() throws SQLException {
    if (!fresh.isEmpty()) {
      sql.updateAll(ADDED, fresh.stream().map(seq -> new Object[] {seq}).toList());
      fresh.clear();
    }
  }

  List<Row> upTo(long seq, int limit) throws SQLException {
    flush();
    List<Long> graves =
        sql.query(
            "select seq from grave where seq <= ? order by seq limit ?",
            r -> r.getLong(1),
            seq,
            limit);
    var found = new ArrayList<Row>();
    for (long grave : graves) {
      Optional<Row> row = entries.at(grave).filter(r -> r.entry() instanceof Tombstone);
      if (row.isPresent()) {
        found.add(row.get());
      } else {
        sql.update("delete from grave where seq = ?", grave);
      }
    }
    return found;
  }

  int remove(Row tombstone) throws SQLException {
    flush();
    entries.remove(tombstone);
    return sql.update("delete from grave where seq = ?", tombstone.seq());
  }
}
