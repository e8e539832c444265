package app.bothways.net.node;

import app.bothways.net.NetEvent;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.identity.NodeId;
import app.bothways.net.quic.Closing;
import app.bothways.net.quic.NodeConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of a node from their hello to their end. Event loop only. */
final class Conversations {
  private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

  private final Set<NodeConnection> up;
  private final Peers peers;
  private final EventBus events;
  private final Map<NodeId, Long> instances = new HashMap<>();
  private final Set<NodeConnection> greeted = new HashSet<>();

  /**
   * @param up those in use; kept here, read by anybody
   */
  Conversations(Set<NodeConnection> up, Peers peers, EventBus events) {
    this.up = up;
    this.peers = peers;
    this.events = events;
  }

  /** A new {@code instance} of a known peer ends what its former life has left. */
  void greeted(NodeConnection connection, long instance) {
    greeted.add(connection);
    Long before = instances.put(connection.remote(), instance);
    if (before != null && before != instance) {
      greeted.stream()
          .filter(c -> c != connection && c.remote().equals(connection.remote()))
          .forEach(c -> c.close(Closing.FORMER_LIFE, "the other device started anew"));
    }
  }

  void up(NodeConnection connection, Optional<ProtocolHandler> handler) {
    if (!connection.dialled() && handler.isEmpty()) {
      connection.close(Closing.NO_HANDLER, connection.alpn() + " is not served here any more");
      return;
    }
    up.add(connection);
    events.tell(new NetEvent.Connected(connection.remote(), connection.alpn(), connection.path()));
    if (!connection.dialled()) {
      Thread.ofVirtual()
          .name("serve-" + connection.alpn())
          .start(() -> serve(handler.get(), connection));
    }
  }

  private static void serve(ProtocolHandler handler, NodeConnection connection) {
    try {
      handler.serve(connection);
      connection.close(Closing.DONE, "done");
    } catch (Exception e) {
      LOG.debug("serving {} ended: {}", connection, e.toString());
      connection.close(Closing.DONE, "the handler failed");
    }
  }

  void ended(NodeConnection connection, String reason) {
    greeted.remove(connection);
    NodeId remote = connection.remote();
    if (remote != null && !peers.of(remote).connected()) {
      instances.remove(remote);
    }
    if (up.remove(connection)) {
      events.tell(new NetEvent.Disconnected(remote, connection.alpn(), reason));
    }
  }

  /** Tells {@code peer} anew where this node is. */
  void introduce(NodeId peer) {
    with(peer).forEach(NodeConnection::introduce);
  }

  /** Tells {@code peer} that this side knocks. */
  void knocking(NodeId peer) {
    with(peer).findFirst().ifPresent(NodeConnection::knocking);
  }

  private Stream<NodeConnection> with(NodeId peer) {
    return up.stream().filter(connection -> peer.equals(connection.remote()));
  }

  /** Tells every peer, also those that are only half connected. */
  void endAll(String reason) {
    List.copyOf(greeted).forEach(one -> one.close(Closing.DONE, reason));
  }
}
