package app.bothways.net.address.lookup;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.pkarr.AddressRecords;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The newest signed record seen of each node, of at most {@link #MAX_NODES}. An older record, from
 * whichever store, never takes the place of a newer one. Any thread.
 */
public final class RecordBook {
  static final int MAX_NODES = 512;

  /** What a record changed here. */
  public enum News {
    /** Newer than what was known. */
    NEWER,
    /** The one that is known. */
    SAME,
    /** Older, or not readable: not to be used. */
    REFUSED
  }

  private record Kept(SignedPacket packet, NodeAddr address) {}

  private final Map<NodeId, Kept> newest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Kept> eldest) {
          return size() > MAX_NODES;
        }
      };

  public synchronized News offer(SignedPacket packet) {
    Kept known = newest.get(packet.key());
    if (known != null && known.packet.equals(packet)) {
      return News.SAME;
    }
    if (known != null && !packet.isNewerThan(known.packet)) {
      return News.REFUSED;
    }
    Optional<NodeAddr> address = AddressRecords.decode(packet.key(), packet.dns());
    address.ifPresent(read -> newest.put(packet.key(), new Kept(packet, read)));
    return address.isPresent() ? News.NEWER : News.REFUSED;
  }

  /** Where the newest record says that the node is. */
  public synchronized Optional<NodeAddr> address(NodeId id) {
    return Optional.ofNullable(newest.get(id)).map(Kept::address);
  }

  public synchronized Optional<SignedPacket> packet(NodeId id) {
    return Optional.ofNullable(newest.get(id)).map(Kept::packet);
  }
}
