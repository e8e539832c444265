package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.Tombstone;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the tombstones are, in order of their sequence; a name that lives again stays until met.
 * Whoever writes the rows writes them here, too.
 */
final class Graveyard {
  private final Sql sql;
  private final Entries entries;

  Graveyard(Sql sql, Entries entries) {
    this.sql = sql;
    this.entries = entries;
  }

  List<Row> upTo(long seq, int limit) throws SQLException {
    entries.flush();
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
    entries.flush();
    entries.remove(tombstone);
    return sql.update("delete from grave where seq = ?", tombstone.seq());
  }
}
