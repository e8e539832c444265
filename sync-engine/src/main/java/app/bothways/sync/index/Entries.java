package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of rows, on the connection of the index. Its key is the sequence, in which rows are
 * written and told; the one other order is by directory and name, in which the disk is walked.
 */
final class Entries {
  private final Sql sql;
  private final Dirs dirs;
  private final RowCodec codec;
  private final RowCache cache = new RowCache();
  private final RecentRows recent = new RecentRows();
  private final RowWrites writes;
  private final RowCache.Table table =
      new RowCache.Table() {
        @Override
        public Optional<Row> row(RelPath path) {
          return IndexFailure.ask(() -> read(path));
        }

        @Override
        public boolean hasAny(Optional<RelPath> directory) {
          return IndexFailure.ask(() -> any(directory));
        }
      };

  Entries(Sql sql, Dirs dirs, RowCodec codec) {
    this.sql = sql;
    this.dirs = dirs;
    this.codec = codec;
    writes = new RowWrites(sql);
  }

  /** To be called before each commit. */
  void flush() throws SQLException {
    writes.flush();
  }

  static Row decode(RowCodec codec, RelPath path, long seq, byte[] bytes) throws SQLException {
    try {
      return codec.decode(path, seq, bytes);
    } catch (IOException e) {
      throw new SQLException("damaged row", e);
    }
  }

  static RelPath child(Optional<RelPath> directory, String name) {
    return directory.map(d -> d.child(name)).orElseGet(() -> RelPath.of(name));
  }

  // ---- single rows ---------------------------------------------------------------------------

  /** Also one that is held. */
  Optional<Row> row(RelPath path) {
    return cache.row(path, table);
  }

  /** What was written last, for whoever reads what was committed. */
  RecentRows recent() {
    return recent;
  }

  private Optional<Row> read(RelPath path) throws SQLException {
    Optional<RecentRows.Data> lately = recent.newest(path);
    if (lately.isPresent()) {
      return Optional.of(decode(codec, path, lately.get().seq(), lately.get().bytes()));
    }
    if (recent.isAhead(path)) {
      writes.flush();
    }
    Optional<Integer> dir = dirs.find(path.parent());
    return dir.isEmpty() ? Optional.empty() : find(sql, codec, path, dir.get());
  }

  private boolean any(Optional<RelPath> directory) throws SQLException {
    Optional<Integer> dir = dirs.find(directory);
    if (dir.isEmpty()) {
      // Nor is anything on its way there: a row's directory has its number before the row is there.
      return false;
    }
    writes.flush();
    return sql.one("select 1 from entry where dir = ? limit 1", r -> r.getInt(1), dir.get())
        .isPresent();
  }

  /**
   * @param before what {@link #row} says of the same name
   */
  void put(Optional<Row> before, Row row) throws SQLException {
    byte[] data = codec.encode(row);
    RelPath path = row.entry().path();
    before.ifPresent(old -> writes.delete(old.seq()));
    writes.insert(row.seq(), dirs.number(path.parent()), path.name(), Keys.kind(row), data);
    cache.wrote(row);
    recent.wrote(path, row.seq(), data);
  }

  void remove(Row row) throws SQLException {
    writes.delete(row.seq());
    recent.removed(row.entry().path());
    cache.removed(row.entry().path());
  }

  // ---- many rows -----------------------------------------------------------------------------

  List<Row> live(Optional<RelPath> directory, int limit) throws SQLException {
    Optional<Integer> dir = dirs.find(directory);
    if (dir.isEmpty()) {
      return List.of();
    }
    writes.flush();
    List<Row> rows = children(sql, codec, directory, dir.get(), limit);
    rows.forEach(cache::read);
    return rows;
  }

  /** In order of name; on any connection. */
  static List<Row> children(
      Sql sql, RowCodec codec, Optional<RelPath> directory, int dir, int limit)
      throws SQLException {
    return sql.query(
        "select name, seq, data from entry where dir = ? and kind < "
            + Keys.TOMBSTONE
            + " order by name limit ?",
        r -> decode(codec, child(directory, r.getString(1)), r.getLong(2), r.getBytes(3)),
        dir,
        limit);
  }

  List<Row> after(long seq, int limit) throws SQLException {
    writes.flush();
    return withDirectory(
        sql.query(
            "select seq, dir, name, data from entry where seq > ? order by seq limit ?",
            Raw::of,
            seq,
            limit));
  }

  Optional<Row> at(long seq) throws SQLException {
    writes.flush();
    return withDirectory(
            sql.query("select seq, dir, name, data from entry where seq = ?", Raw::of, seq))
        .stream()
        .findFirst();
  }

  private record Raw(long seq, int dir, String name, byte[] data) {
    static Raw of(ResultSet r) throws SQLException {
      return new Raw(r.getLong(1), r.getInt(2), r.getString(3), r.getBytes(4));
    }
  }

  private List<Row> withDirectory(List<Raw> rows) throws SQLException {
    var out = new ArrayList<Row>(rows.size());
    for (Raw raw : rows) {
      RelPath path = child(dirs.directory(raw.dir()), raw.name());
      out.add(decode(codec, path, raw.seq(), raw.data()));
    }
    return out;
  }

  /**
   * @param dirs of the same connection
   */
  static Optional<Row> find(Sql sql, Dirs dirs, RowCodec codec, RelPath path) throws SQLException {
    Optional<Integer> dir = dirs.find(path.parent());
    return dir.isEmpty() ? Optional.empty() : find(sql, codec, path, dir.get());
  }

  /** On any connection. */
  static Optional<Row> find(Sql sql, RowCodec codec, RelPath path) throws SQLException {
    Optional<Integer> dir = Dirs.find(sql, path.parent());
    return dir.isEmpty() ? Optional.empty() : find(sql, codec, path, dir.get());
  }

  private static Optional<Row> find(Sql sql, RowCodec codec, RelPath path, int dir)
      throws SQLException {
    return sql.one(
        "select seq, data from entry where dir = ? and name = ?",
        r -> decode(codec, path, r.getLong(1), r.getBytes(2)),
        dir,
        path.name());
  }
}
