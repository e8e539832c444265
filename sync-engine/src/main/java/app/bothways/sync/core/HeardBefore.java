package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;

/**
 * How far this device had heard others before it began to ask them for everything anew. They are
 * told, for only against that it shows that one of them is an old copy of itself.
 */
record HeardBefore(Former former) {
  /** What was heard up to {@code mark} is to be heard again. */
  void keep(NodeId device, Index.Mark mark) {
    former.furthest(device, furthest(device, mark));
  }

  /** The furthest that was ever heard of the database that {@code now} is about. */
  Index.Mark furthest(NodeId device, Index.Mark now) {
    Index.Mark before = former.furthest(device);
    return before.index() == now.index() && before.seq() > now.seq() ? before : now;
  }
}
