package app.bothways.net.socket;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.net.InetSocketAddress;

/** One way a datagram can go to a node, or came from it. */
public sealed interface Route {
  /** Straight over IP. */
  record Direct(InetSocketAddress address) implements Route {
    @Override
    public String toString() {
      return Interfaces.text(address);
    }
  }

  /** Through a relay, which alone vouches that {@code node} is at the other end. */
  record Relayed(RelayUrl relay, NodeId node) implements Route {
    @Override
    public String toString() {
      return relay.toString();
    }
  }
}
