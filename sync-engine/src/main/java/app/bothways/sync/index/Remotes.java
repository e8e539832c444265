package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Remote;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.wire.EntryCodec;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What others announced and this device has not come to terms with; on the connection of the index.
 * Keeps the sums of what is needed in step, and in memory what was asked for or written last, since
 * one change needs it five times. Nobody else writes to the table.
 */
final class Remotes {
  private static final String COLUMNS = "select device, entry from remote ";
  private static final String ORDER = " order by parent, name, device limit ?";

  /** As many as are fetched and put at once, and then some; a few megabytes. */
  private static final int REMEMBERED = 16_384;

  private final Sql sql;
  private final Devices devices;
  private final Counts counts;
  private final Map<RelPath, List<Remote>> recent = new Lately<>(REMEMBERED);

  Remotes(Sql sql, Devices devices, Counts counts) {
    this.sql = sql;
    this.devices = devices;
    this.counts = counts;
  }

  /** In order of the numbers of devices. */
  List<Remote> at(RelPath path) throws SQLException {
    if (counts.needItems == 0) {
      return List.of();
    }
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

  int put(Remote remote) throws SQLException {
    RelPath path = remote.entry().path();
    List<Remote> before = at(path);
    int number = devices.number(remote.device());
    var now = new ArrayList<>(before);
    boolean there = now.removeIf(r -> r.device().equals(remote.device()));
    now.add(remote);
    now.sort((a, b) -> Integer.compare(numberOf(a), numberOf(b)));
    change(path, before, now);
    return sql.update(
        there
            ? "update remote set size = ?, entry = ? where parent = ? and name = ? and device = ?"
            : "insert into remote (size, entry, parent, name, device) values (?, ?, ?, ?, ?)",
        Keys.size(remote.entry()),
        EntryCodec.encode(remote.entry()),
        Keys.parent(path),
        path.name(),
        number);
  }

  private int numberOf(Remote remote) {
    return IndexFailure.ask(() -> devices.number(remote.device()));
  }

  /** How many rows went. */
  int remove(RelPath path, NodeId device) throws SQLException {
    List<Remote> before = at(path);
    List<Remote> now = before.stream().filter(r -> !r.device().equals(device)).toList();
    if (now.size() == before.size()) {
      return 0;
    }
    change(path, before, now);
    return sql.update(
        "delete from remote where parent = ? and name = ? and device = ?",
        Keys.parent(path),
        path.name(),
        devices.number(device));
  }

  private void change(RelPath path, List<Remote> before, List<Remote> now) {
    counts.need(before, -1);
    counts.need(now, 1);
    recent.put(path, List.copyOf(now));
  }

  int drop(NodeId device) throws SQLException {
    recent.clear();
    int rows = sql.update("delete from remote where device = ?", devices.number(device));
    counts.need(sql);
    return rows;
  }

  /** Gives the memory back. */
  void rest() {
    recent.clear();
  }
}
