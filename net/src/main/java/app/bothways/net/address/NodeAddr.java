package app.bothways.net.address;

import app.bothways.net.identity.NodeId;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A node id and where it was last known to be reachable. The lists are hints: dialling proves the
 * id and nothing else is believed.
 */
public record NodeAddr(NodeId id, List<RelayUrl> relays, List<InetSocketAddress> direct) {
  public NodeAddr {
    relays = List.copyOf(relays);
    direct = List.copyOf(direct);
  }

  public static NodeAddr of(NodeId id) {
    return new NodeAddr(id, List.of(), List.of());
  }

  public NodeAddr withRelay(RelayUrl relay) {
    return new NodeAddr(id, List.of(relay), direct);
  }

  public NodeAddr withDirect(List<InetSocketAddress> addresses) {
    return new NodeAddr(id, relays, addresses);
  }
}
