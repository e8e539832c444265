package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Remote;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.wire.EntryCodec;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What others announced, when it is much: a row for each. What was asked for or written last is
 * kept in memory, since one change needs it five times.
 */
final class RemoteTable {
  private static final String COLUMNS = "select device, entry from remote ";
  private static final String ORDER = " order by parent, name, device limit ?";

  /** As many as are fetched and put at once, and then some; a few megabytes. */
  private static final int REMEMBERED = 16_384;

  private final Sql sql;
  private final Devices devices;
  private final Map<RelPath, List<Remote>> recent = new Lately<>(REMEMBERED);

  RemoteTable(Sql sql, Devices devices) {
    this.sql = sql;
    this.devices = devices;
  }

  boolean any() throws SQLException {
    return sql.one("select 1 from remote limit 1", r -> r.getInt(1)).isPresent();
  }

  /** What is needed of it. */
  void count(Counts counts) throws SQLException {
    sql.query(
        "select count(*), coalesce(sum(size), 0) from"
            + " (select max(size) as size from remote group by parent, name)",
        r -> {
          counts.needItems = r.getLong(1);
          counts.needBytes = r.getLong(2);
          return 0;
        });
  }

  /** In order of the numbers of devices. */
  List<Remote> at(RelPath path) throws SQLException {
    List<Remote> known = recent.get(path);
    if (known != null) {
      return known;
    }
    List<Remote> there =
        sql.query(
            COLUMNS + "where parent = ? and name = ? order by device",
            this::remote,
            Keys.parent(path),
            path.name());
    recent.put(path, List.copyOf(there));
    return there;
  }

  private Remote remote(ResultSet r) throws SQLException {
    try {
      return new Remote(devices.of(r.getInt(1)), EntryCodec.decode(r.getBytes(2)));
    } catch (IOException e) {
      throw new SQLException("damaged row", e);
    }
  }

  List<Remote> after(Optional<RelPath> after, int limit) throws SQLException {
    List<Remote> page =
        after.isEmpty()
            ? sql.query(COLUMNS + ORDER, this::remote, limit)
            : sql.query(
                COLUMNS + "where (parent, name) > (?, ?)" + ORDER,
                this::remote,
                Keys.parent(after.get()),
                after.get().name(),
                limit);
    remember(page);
    return page;
  }

  /** All but the last name, of which the page may have cut off some. */
  private void remember(List<Remote> page) {
    int from = 0;
    for (int i = 1; i < page.size(); i++) {
      if (!page.get(i).entry().path().equals(page.get(from).entry().path())) {
        recent.put(page.get(from).entry().path(), List.copyOf(page.subList(from, i)));
        from = i;
      }
    }
  }

  /**
   * @param there whether the device has a row of this name
   * @param now all of the name afterwards
   */
  void put(Remote remote, boolean there, List<Remote> now) throws SQLException {
    RelPath path = remote.entry().path();
    recent.put(path, List.copyOf(now));
    sql.update(
        there
            ? "update remote set size = ?, entry = ? where parent = ? and name = ? and device = ?"
            : "insert into remote (size, entry, parent, name, device) values (?, ?, ?, ?, ?)",
        Keys.size(remote.entry()),
        EntryCodec.encode(remote.entry()),
        Keys.parent(path),
        path.name(),
        devices.number(remote.device()));
  }

  void remove(RelPath path, NodeId device, List<Remote> now) throws SQLException {
    recent.put(path, List.copyOf(now));
    sql.update(
        "delete from remote where parent = ? and name = ? and device = ?",
        Keys.parent(path),
        path.name(),
        devices.number(device));
  }

  int drop(NodeId device) throws SQLException {
    recent.clear();
    return sql.update("delete from remote where device = ?", devices.number(device));
  }

  /** Gives the memory back. */
  void rest() {
    recent.clear();
  }
}
