package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Margin;
import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Ignored names, changes that stay here, names withdrawn; on the connection of the index. */
final class H2Margin implements Margin {
  private final Sql sql;
  private final Devices devices;
  private final Entries entries;
  private final Runnable touched;
  private String rules;
  private long locals;
  private long withdrawals;

  /**
   * @param touched called before anything is written
   */
  H2Margin(Sql sql, Devices devices, Entries entries, Runnable touched) throws SQLException {
    this.sql = sql;
    this.devices = devices;
    this.entries = entries;
    this.touched = touched;
    rules = sql.one("select fingerprint from rules", r -> r.getString(1)).orElse("");
    locals = sql.one("select count(*) from local", r -> r.getLong(1)).orElse(0L);
    withdrawals = sql.one("select count(*) from withdrawn", r -> r.getLong(1)).orElse(0L);
  }

  private void update(String text, Object... values) {
    touched.run();
    IndexFailure.ask(() -> sql.update(text, values));
  }

  @Override
  public String rules() {
    return rules;
  }

  @Override
  public void rules(String fingerprint) {
    rules = fingerprint;
    update("delete from rules");
    update("insert into rules values (?)", fingerprint);
  }

  @Override
  public long localCount() {
    return locals;
  }

  private static boolean isLocal(Row row) {
    return !row.isHeld() && row.entry().version().isLocal();
  }

  @Override
  public Optional<Row> held(RelPath path) {
    return entries.row(path).filter(Row::isHeld);
  }

  @Override
  public List<Row> local(Optional<RelPath> after, int limit) {
    return IndexFailure.ask(
            () ->
                sql.query(
                    "select parent, name from local where (parent, name) > (?, ?)"
                        + " order by parent, name limit ?",
                    r -> Keys.path(r.getString(1), r.getString(2)),
                    after.map(Keys::parent).orElse(""),
                    after.map(RelPath::name).orElse(""),
                    limit))
        .stream()
        .flatMap(path -> entries.row(path).stream())
        .toList();
  }

  /** Keeps the table of local rows in step with a row that is written. */
  void put(Optional<Row> before, Row now) {
    boolean was = before.filter(H2Margin::isLocal).isPresent();
    boolean is = isLocal(now);
    if (was == is) {
      return;
    }
    RelPath path = now.entry().path();
    locals += is ? 1 : -1;
    update(
        is
            ? "merge into local (parent, name) values (?, ?)"
            : "delete from local where parent = ? and name = ?",
        Keys.parent(path),
        path.name());
  }

  @Override
  public List<NodeId> withdrawn(RelPath path) {
    return IndexFailure.ask(
            () ->
                sql.query(
                    "select device from withdrawn where parent = ? and name = ? order by device",
                    r -> r.getInt(1),
                    Keys.parent(path),
                    path.name()))
        .stream()
        .map(devices::of)
        .toList();
  }

  @Override
  public void withdraw(RelPath path, NodeId device) {
    withdrawals++;
    update(
        "merge into withdrawn (parent, name, device) values (?, ?, ?)",
        Keys.parent(path),
        path.name(),
        number(device));
  }

  private int number(NodeId device) {
    touched.run();
    return IndexFailure.ask(() -> devices.number(device));
  }

  @Override
  public void unwithdraw(RelPath path, NodeId device) {
    if (withdrawals > 0) {
      update(
          "delete from withdrawn where parent = ? and name = ? and device = ?",
          Keys.parent(path),
          path.name(),
          number(device));
    }
  }
}
