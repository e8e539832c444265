package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names of conflict copies, which are few, beside the table of rows: they are counted and
 * listed without looking through a folder of a million files.
 */
final class Conflicts {
  private static final String MARK = " (conflict, ";

  private final Sql sql;
  private final Dirs dirs;

  Conflicts(Sql sql, Dirs dirs) {
    this.sql = sql;
    this.dirs = dirs;
  }

  private static boolean isLive(Row row) {
    return !row.isHeld() && !(row.entry() instanceof Tombstone);
  }

  /** Keeps in step with a row that is written. */
  void put(Optional<Row> before, Row now) throws SQLException {
    RelPath path = now.entry().path();
    boolean was = before.filter(Conflicts::isLive).isPresent();
    if (!path.name().contains(MARK) || was == isLive(now)) {
      return;
    }
    sql.update(
        was
            ? "delete from conflict where dir = ? and name = ?"
            : "merge into conflict (dir, name) key (dir, name) values (?, ?)",
        dirs.number(path.parent()),
        path.name());
  }

  /** On any connection. */
  static int count(Sql sql) throws SQLException {
    return sql.one("select count(*) from conflict", r -> r.getInt(1)).orElse(0);
  }

  /** On any connection, in order of path. */
  static List<Row> list(Sql sql, RowCodec codec, int limit) throws SQLException {
    List<RelPath> names =
        sql.query(
            "select d.path, c.name from conflict c join dir d on d.no = c.dir"
                + " order by d.path, c.name limit ?",
            r -> Entries.child(Dirs.directory(r.getString(1)), r.getString(2)),
            limit);
    var rows = new ArrayList<Row>();
    for (RelPath name : names) {
      Entries.find(sql, codec, name).filter(Conflicts::isLive).ifPresent(rows::add);
    }
    return rows;
  }
}
