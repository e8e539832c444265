package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Remote;
import app.bothways.sync.model.RelPath;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What others announced and this device has not come to terms with; on the connection of the index.
 * Keeps the sums of what is needed in step. As long as it is not much, it is {@link RemoteBatches
 * in memory}, and then nobody asks the database for it; more of it is in {@link RemoteTable a
 * table}, until nothing is left. Nobody else writes to either.
 */
final class Remotes {
  private final Devices devices;
  private final Counts counts;
  private final RemoteBatches batches;
  private final RemoteTable table;
  private final int most;
  private boolean inTable;

  Remotes(Sql sql, Devices devices, Counts counts) throws SQLException {
    this(sql, devices, counts, RemoteBatches.MOST);
  }

  /**
   * @param most how much is kept in memory
   */
  Remotes(Sql sql, Devices devices, Counts counts, int most) throws SQLException {
    this.devices = devices;
    this.counts = counts;
    this.most = most;
    batches = new RemoteBatches(sql, devices);
    table = new RemoteTable(sql, devices);
    inTable = table.any();
    if (inTable) {
      spill();
    }
    count();
  }

  private void count() throws SQLException {
    counts.needItems = 0;
    counts.needBytes = 0;
    if (inTable) {
      table.count(counts);
    } else {
      batches.names().forEach(there -> counts.need(there, 1));
    }
  }

  /** In order of the numbers of devices. */
  List<Remote> at(RelPath path) throws SQLException {
    if (counts.needItems == 0) {
      return List.of();
    }
    return inTable ? table.at(path) : batches.at(path);
  }

  /** Parents before what they hold, all of one name together. */
  List<Remote> after(Optional<RelPath> after, int limit) throws SQLException {
    return inTable ? table.after(after, limit) : batches.after(after, limit);
  }

  int put(Remote remote) throws SQLException {
    if (!inTable && batches.size() >= most) {
      spill();
    }
    RelPath path = remote.entry().path();
    int number = devices.number(remote.device());
    List<Remote> before = at(path);
    var now = new ArrayList<>(before);
    boolean there = now.removeIf(r -> r.device().equals(remote.device()));
    int place = 0;
    while (place < now.size() && devices.number(now.get(place).device()) < number) {
      place++;
    }
    now.add(place, remote);
    change(before, now);
    if (inTable) {
      table.put(remote, there, now);
    } else {
      batches.put(remote, there);
    }
    return 1;
  }

  /** How many rows went. */
  int remove(RelPath path, NodeId device) throws SQLException {
    List<Remote> before = at(path);
    List<Remote> now = before.stream().filter(r -> !r.device().equals(device)).toList();
    if (now.size() == before.size()) {
      return 0;
    }
    change(before, now);
    if (inTable) {
      table.remove(path, device, now);
    } else {
      batches.remove(path, device);
    }
    return 1;
  }

  private void change(List<Remote> before, List<Remote> now) {
    counts.need(before, -1);
    counts.need(now, 1);
  }

  int drop(NodeId device) throws SQLException {
    int rows = inTable ? table.drop(device) : batches.drop(device);
    count();
    return rows;
  }

  /** It became much. */
  private void spill() throws SQLException {
    for (List<Remote> there : batches.names()) {
      for (int i = 0; i < there.size(); i++) {
        table.put(there.get(i), false, there.subList(0, i + 1));
      }
    }
    batches.clear();
    inTable = true;
  }

  /** To be called before each commit. */
  void flush() throws SQLException {
    batches.flush();
    if (inTable && counts.needItems == 0) {
      table.rest();
      inTable = false;
    }
  }

  /** Gives memory back that is only kept to be quick. */
  void rest() {
    table.rest();
  }
}
