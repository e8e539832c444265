package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What takes no part here or elsewhere: ignored names, changes that stay, names withdrawn. */
final class Extras {
  private final Sql sql;
  private String rules;
  private long locals;
  private long withdrawals;

  Extras(Sql sql) throws SQLException {
    this.sql = sql;
    rules = sql.one("select fingerprint from rules", r -> r.getString(1)).orElse("");
    locals = sql.one("select count(*) from local", r -> r.getLong(1)).orElse(0L);
    withdrawals = sql.one("select count(*) from withdrawn", r -> r.getLong(1)).orElse(0L);
  }

  String rules() {
    return rules;
  }

  int rules(String fingerprint) throws SQLException {
    rules = fingerprint;
    sql.update("delete from rules");
    return sql.update("insert into rules values (?)", fingerprint);
  }

  long localCount() {
    return locals;
  }

  private static boolean isLocal(Row row) {
    return !row.isHeld() && row.entry().version().isLocal();
  }

  Optional<Row> held(RelPath path) throws SQLException {
    return sql.one(
        "select entry, observed, seq from entry where parent = ? and name = ? and kind = "
            + Keys.HELD,
        Rows::of,
        Keys.parent(path),
        path.name());
  }

  List<Row> local(Optional<RelPath> after, int limit) throws SQLException {
    return sql.query(
        "select e.entry, e.observed, e.seq from local l join entry e"
            + " on e.parent = l.parent and e.name = l.name"
            + " where (l.parent, l.name) > (?, ?) order by l.parent, l.name limit ?",
        Rows::of,
        after.map(Keys::parent).orElse(""),
        after.map(RelPath::name).orElse(""),
        limit);
  }

  /** Keeps the table of local rows in step. */
  int local(Optional<Row> before, Row now) throws SQLException {
    boolean was = before.filter(Extras::isLocal).isPresent();
    boolean is = isLocal(now);
    if (was == is) {
      return 0;
    }
    RelPath path = now.entry().path();
    locals += is ? 1 : -1;
    return sql.update(
        is
            ? "merge into local (parent, name) values (?, ?)"
            : "delete from local where parent = ? and name = ?",
        Keys.parent(path),
        path.name());
  }

  List<Integer> withdrawn(RelPath path) throws SQLException {
    return sql.query(
        "select device from withdrawn where parent = ? and name = ? order by device",
        r -> r.getInt(1),
        Keys.parent(path),
        path.name());
  }

  int withdraw(RelPath path, int device) throws SQLException {
    withdrawals++;
    return sql.update(
        "merge into withdrawn (parent, name, device) values (?, ?, ?)",
        Keys.parent(path),
        path.name(),
        device);
  }

  int unwithdraw(RelPath path, int device) throws SQLException {
    if (withdrawals == 0) {
      return 0;
    }
    return sql.update(
        "delete from withdrawn where parent = ? and name = ? and device = ?",
        Keys.parent(path),
        path.name(),
        device);
  }
}
