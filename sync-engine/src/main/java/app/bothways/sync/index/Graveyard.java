package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the tombstones are, in order of their sequence; a name that lives again stays until met.
 */
final class Graveyard {
  private final Sql sql;

  Graveyard(Sql sql) {
    this.sql = sql;
  }

  int add(Row row) throws SQLException {
    RelPath path = row.entry().path();
    return sql.update(
        "merge into grave (seq, parent, name) key (seq) values (?, ?, ?)",
        row.seq(),
        Keys.parent(path),
        path.name());
  }

  private record Grave(long seq, RelPath path) {}

  List<Row> upTo(long seq, int limit, Function<RelPath, Optional<Row>> rows) throws SQLException {
    List<Grave> graves =
        sql.query(
            "select seq, parent, name from grave where seq <= ? order by seq limit ?",
            r -> new Grave(r.getLong(1), Keys.path(r.getString(2), r.getString(3))),
            seq,
            limit);
    var found = new ArrayList<Row>();
    for (Grave grave : graves) {
      Optional<Row> row =
          rows.apply(grave.path())
              .filter(r -> r.entry() instanceof Tombstone && r.seq() == grave.seq());
      if (row.isPresent()) {
        found.add(row.get());
      } else {
        sql.update("delete from grave where seq = ?", grave.seq());
      }
    }
    return found;
  }

  int remove(Row tombstone) throws SQLException {
    RelPath path = tombstone.entry().path();
    sql.update("delete from grave where seq = ?", tombstone.seq());
    return sql.update(
        "delete from entry where parent = ? and name = ? and seq = ?",
        Keys.parent(path),
        path.name(),
        tombstone.seq());
  }
}
