package app.bothways.net.quic;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.path.ProbeSecret;
import app.bothways.net.report.NatKind;
import java.net.InetSocketAddress;
import java.util.List;

/** What two nodes tell each other on the control stream of a connection. */
sealed interface ControlMessage {
  /** Messages of this version are understood; others end the connection. */
  int VERSION = 1;

  int MAX_ADDRESSES = 32;
  int MAX_RELAYS = 4;

  /**
   * The first message, both ways.
   *
   * @param instance random for each run of a node: a new one from a known node says that it
   *     restarted
   * @param policy which paths the sender means to use
   * @param secret with which the sender recognises probes meant for it
   */
  record Hello(int version, long instance, PathPolicy policy, ProbeSecret secret)
      implements ControlMessage {}

  /** From the dialler: this connection, of all that were tried, is the one. */
  record Start() implements ControlMessage {}

  /** Where the sender may be reachable; replaces what it said before. */
  record Candidates(List<InetSocketAddress> addresses) implements ControlMessage {
    public Candidates {
      addresses = List.copyOf(addresses);
    }
  }

  /** The relays on which the sender can be found; replaces what it said before. */
  record Relays(List<RelayUrl> urls) implements ControlMessage {
    public Relays {
      urls = List.copyOf(urls);
    }
  }

  /** The sender's policy for paths to the receiver changed. */
  record Policy(PathPolicy policy) implements ControlMessage {}

  /** What the network does to the sender's datagrams. */
  record Nat(NatKind kind) implements ControlMessage {}

  /**
   * The sender knocks from many sockets, since its NAT changes ports: the receiver is asked to
   * guess at them.
   */
  record Knocking() implements ControlMessage {}

  record Ping(long token) implements ControlMessage {}

  record Pong(long token) implements ControlMessage {}
}
