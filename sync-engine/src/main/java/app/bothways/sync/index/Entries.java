package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.wire.EntryCodec;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The table of entries, rows that are only held among them; on the connection of the index. */
final class Entries {
  private static final String COLUMNS = "select entry, observed, seq from entry where ";

  private final Sql sql;
  private final Recent<Optional<Row>> recent = new Recent<>();

  Entries(Sql sql) {
    this.sql = sql;
  }

  /** Whatever is remembered of a name. */
  Optional<Row> at(RelPath path) throws SQLException {
    Optional<Optional<Row>> known = recent.get(path);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<Row> row =
        sql.one(COLUMNS + "parent = ? and name = ?", Rows::of, Keys.parent(path), path.name());
    recent.put(path, row);
    return row;
  }

  int put(Row row) throws SQLException {
    RelPath path = row.entry().path();
    boolean there = at(path).isPresent();
    recent.put(path, Optional.of(row));
    return sql.update(
        there
            ? "update entry set kind = ?, size = ?, entry = ?, observed = ?, seq = ?"
                + " where parent = ? and name = ?"
            : "insert into entry (kind, size, entry, observed, seq, parent, name)"
                + " values (?, ?, ?, ?, ?, ?, ?)",
        Keys.kind(row),
        Keys.size(row.entry()),
        EntryCodec.encode(row.entry()),
        row.observed().map(EntryCodec::encode).orElse(null),
        row.seq(),
        Keys.parent(path),
        path.name());
  }

  List<Row> live(Optional<RelPath> directory, int limit) throws SQLException {
    return sql.query(
        COLUMNS + "parent = ? and kind < " + Keys.TOMBSTONE + " order by name limit ?",
        Rows::of,
        Keys.key(directory),
        limit);
  }

  List<Row> after(long seq, int limit) throws SQLException {
    return sql.query(COLUMNS + "seq > ? order by seq limit ?", Rows::of, seq, limit);
  }

  /** The row of a name is not in the table any more, or another. */
  void forget(RelPath path) {
    recent.forget(path);
  }

  /** Gives the memory back. */
  void rest() {
    recent.clear();
  }
}
