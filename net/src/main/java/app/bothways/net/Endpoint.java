package app.bothways.net;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * This node's place in the network: one UDP socket, the connections to relays, and every QUIC
 * connection over them.
 *
 * <p>All methods may be called by any thread; those that block are made for virtual threads.
 */
public interface Endpoint extends AutoCloseable {
  /**
   * Binds the socket and starts connecting to relays; does not wait for them.
   *
   * @throws NetException {@code BIND_FAILED} when the port is taken
   */
  static Endpoint open(EndpointConfig config) throws IOException {
    return app.bothways.net.node.NodeEndpoint.open(config);
  }

  NodeId id();

  /** The bound UDP port; 0 when direct paths are off. */
  int port();

  /** Where others can reach this node as far as it knows: home relay and direct addresses. */
  NodeAddr address();

  /**
   * What of {@link #address} {@code device} may be told under its policy: a device that is reached
   * by relay alone learns no address, one of the local network only those of local networks.
   */
  NodeAddr address(NodeId device);

  /**
   * Serves incoming connections of one protocol. One handler for each; registering again replaces
   * it.
   */
  Subscription handle(String alpn, ProtocolHandler handler);

  /**
   * Dials a node. First packets go out on every path in {@code address} (a path that the caller
   * itself found) and to relays on which the node was seen, until one has proved itself; the key in
   * {@code address} is pinned. Interrupting the thread abandons the dial.
   *
   * @throws NetException {@code UNREACHABLE}, {@code WRONG_KEY}, {@code NO_COMMON_PROTOCOL}, {@code
   *     CLOSED_BY_PEER}, {@code RELAY_DENIED}, {@code NO_RELAY}
   */
  Connection dial(NodeAddr address, String alpn, Duration timeout) throws IOException;

  /** Whether dials ask services beyond the local network where a node is. */
  default boolean looksUp() {
    return false;
  }

  /**
   * Asks the stores of signed records where {@code known} is now, and returns at once. What is
   * newer comes as {@link NetEvent.RecordRead}. Does nothing where look-ups are off.
   */
  default void lookUp(NodeAddr known) {}

  /**
   * Brings back a {@link NetEvent.RecordRead#record} of an earlier run: it is dialled, and no older
   * one is believed. Anything else is ignored.
   */
  default void remember(NodeId id, String record) {}

  /**
   * Limits the paths used for one device from now on, live connections included. A device with a
   * policy is known: this node announces itself on the local network only while it knows one that
   * may find it there, which is one whose policy is not {@link PathPolicy#RELAY_ONLY}.
   */
  void policy(NodeId id, PathPolicy policy);

  /** The device is known no more; its policy counts for nothing from now on. */
  default void forget(NodeId id) {}

  /** Discovery on the local network; does nothing when mDNS is off. */
  LanDiscovery lan();

  /** The network as it stands. */
  NetworkView view();

  /**
   * Finds out anew what this network allows, asking the relays and routers in use and nobody else.
   * Blocks for ten seconds at most.
   */
  NetReport test();

  /**
   * What was found out last: a few seconds after the start, after each change of the network, and
   * by {@link #test}. Empty before.
   */
  Optional<NetReport> lastReport();

  /** Calls {@code listener}, one call at a time, for every path, relay and connection event. */
  Subscription events(Consumer<NetEvent> listener);

  /** Closes all connections with a reason and frees the socket. Blocks for a second at most. */
  @Override
  void close();
}
