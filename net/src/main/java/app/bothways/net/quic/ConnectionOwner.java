package app.bothways.net.quic;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.path.PeerPaths;
import app.bothways.net.report.NatKind;
import app.bothways.net.socket.Flow;
import java.net.InetSocketAddress;
import java.util.List;

/** What a connection needs from the node it belongs to. Called on the event loop. */
public interface ConnectionOwner {
  PeerPaths paths(NodeId peer);

  /** Random for each run of this node. */
  long instance();

  /** So many of them a peer is told, the first ones. */
  int MAX_CANDIDATES = ControlMessage.MAX_ADDRESSES;

  /** The addresses of this node that {@code peer} may know, those that are worth most first. */
  List<InetSocketAddress> candidates(NodeId peer);

  /** What the network does to this node's datagrams. */
  NatKind nat();

  /** The relays on which {@code peer} may find this node. */
  List<RelayUrl> relays(NodeId peer);

  /** Both keys are proven and the peer has spoken: {@code instance} tells runs of it apart. */
  void greeted(NodeConnection connection, Flow flow, long instance);

  /** The peer said at which relays it can be found. */
  void relaysTold(NodeId peer, List<RelayUrl> relays);

  /** The connection is the one to use. */
  void up(NodeConnection connection);

  /** The connection is no more. */
  void ended(NodeConnection connection, Flow flow, String reason);
}
