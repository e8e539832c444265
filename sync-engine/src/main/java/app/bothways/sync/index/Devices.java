package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Index.Mark;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Other devices: small numbers that stand for them in rows, and how far each was heard. */
final class Devices {
  private final Sql sql;
  private final Map<NodeId, Integer> numbers = new HashMap<>();
  private final Map<Integer, NodeId> ids = new HashMap<>();
  private final Map<NodeId, Mark> marks = new HashMap<>();
  private final Map<NodeId, Long> settled = new HashMap<>();
  private final Map<NodeId, Set<Long>> past = new HashMap<>();

  Devices(Sql sql) throws SQLException {
    this.sql = sql;
    sql.query(
        "select no, id, idx, seq, life, settled from device",
        r -> {
          NodeId id = NodeId.of(r.getBytes(2));
          numbers.put(id, r.getInt(1));
          ids.put(r.getInt(1), id);
          settled.put(id, r.getLong(6));
          return marks.put(id, new Mark(r.getLong(3), r.getLong(4), r.getLong(5)));
        });
    // Earlier versions took the database of whom they forgot for one that it had given up.
    sql.update("delete from past where device in (select no from device where idx = 0)");
    sql.query("select device, idx from past", r -> pastOf(of(r.getInt(1))).add(r.getLong(2)));
  }

  private Set<Long> pastOf(NodeId device) {
    return past.computeIfAbsent(device, _ -> new HashSet<>());
  }

  boolean isPast(NodeId device, long index) {
    return pastOf(device).contains(index);
  }

  NodeId of(int number) {
    return ids.get(number);
  }

  /** Gives a device its number when it has none yet. */
  int number(NodeId device) throws SQLException {
    Integer known = numbers.get(device);
    if (known != null) {
      return known;
    }
    int no = numbers.size() + 1;
    numbers.put(device, no);
    ids.put(no, device);
    sql.update(
        "insert into device (no, id, idx, seq, life, settled) values (?, ?, 0, 0, 0, 0)",
        no,
        device.bytes());
    return no;
  }

  List<NodeId> heardOf() {
    return marks.entrySet().stream()
        .filter(e -> e.getValue().index() != 0)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  Mark mark(NodeId device) {
    return marks.getOrDefault(device, Mark.NONE);
  }

  int mark(NodeId device, Mark mark) throws SQLException {
    long before = mark(device).index();
    if (mark.index() == 0) {
      // It is this device that forgets: the other one goes on with its database.
      past.remove(device);
      sql.update("delete from past where device = ?", number(device));
    } else if (before != mark.index() && before != 0 && pastOf(device).add(before)) {
      sql.update("insert into past (device, idx) values (?, ?)", number(device), before);
    }
    marks.put(device, mark);
    return sql.update(
        "update device set idx = ?, seq = ?, life = ? where no = ?",
        mark.index(),
        mark.seq(),
        mark.life(),
        number(device));
  }

  long settled(NodeId device) {
    return settled.getOrDefault(device, 0L);
  }

  int settled(NodeId device, long seq) throws SQLException {
    settled.put(device, seq);
    return sql.update("update device set settled = ? where no = ?", seq, number(device));
  }
}
