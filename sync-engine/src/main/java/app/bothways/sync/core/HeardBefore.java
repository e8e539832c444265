package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * How far this device had heard others before it began to ask them for everything anew. They are
 * told, for only against that it shows that one of them is an old copy of itself.
 *
 * <p>CRASH: known in this life only.
 */
final class HeardBefore {
  private final Map<NodeId, Index.Mark> marks = new HashMap<>();

  /** What was heard up to {@code mark} is to be heard again. */
  void keep(NodeId device, Index.Mark mark) {
    marks.put(device, furthest(device, mark));
  }

  /** The furthest that was ever heard of the database that {@code now} is about. */
  Index.Mark furthest(NodeId device, Index.Mark now) {
    Index.Mark before = marks.getOrDefault(device, now);
    return before.index() == now.index() && before.seq() > now.seq() ? before : now;
  }

  void forget(NodeId device) {
    marks.remove(device);
  }
}
