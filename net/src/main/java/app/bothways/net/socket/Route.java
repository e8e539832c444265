package app.bothways.net.socket;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.net.InetSocketAddress;

/** One way a datagram can go to a node, or came from it. */
public sealed interface Route {
  /**
   * Straight over IP.
   *
   * @param door the socket of this node by which it goes: {@link #MAIN}, or one that was opened to
   *     find a way through a difficult NAT
   */
  record Direct(InetSocketAddress address, int door) implements Route {
    /** The socket that everybody is told of. */
    public static final int MAIN = 0;

    public Direct(InetSocketAddress address) {
      this(address, MAIN);
    }

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
