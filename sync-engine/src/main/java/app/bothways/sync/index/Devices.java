package app.bothways.sync.index;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Index.Mark;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Other devices: small numbers that stand for them in rows, and how far each was heard. */
final class Devices {
  private final Sql sql;
  private final Map<NodeId, Integer> numbers = new HashMap<>();
  private final Map<Integer, NodeId> ids = new HashMap<>();
  private final Map<NodeId, Mark> marks = new HashMap<>();

  Devices(Sql sql) throws SQLException {
    this.sql = sql;
    sql.query(
        "select no, id, idx, seq from device",
        r -> {
          NodeId id = NodeId.of(r.getBytes(2));
          numbers.put(id, r.getInt(1));
          ids.put(r.getInt(1), id);
          return marks.put(id, new Mark(r.getLong(3), r.getLong(4)));
        });
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
    sql.update("insert into device (no, id, idx, seq) values (?, ?, 0, 0)", no, device.bytes());
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
    marks.put(device, mark);
    return sql.update(
        "update device set idx = ?, seq = ? where no = ?",
        mark.index(),
        mark.seq(),
        number(device));
  }
}
