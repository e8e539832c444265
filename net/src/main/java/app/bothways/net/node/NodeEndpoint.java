package app.bothways.net.node;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.LanDiscovery;
import app.bothways.net.LookupMode;
import app.bothways.net.NetError;
import app.bothways.net.NetEvent;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.RelayMode;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.link.Sightings;
import app.bothways.net.path.PeerPaths;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Interfaces;
import app.bothways.net.socket.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The endpoint of a real node; see {@link Endpoint} for what it promises. */
public final class NodeEndpoint implements Endpoint, Sightings {
  private static final long CLOSE_MILLIS = 900;

  private final NodeCore core;
  private final EventLoopGroup group;
  private final EventLoopGroup relayLoops;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NodeEndpoint(NodeCore core, EventLoopGroup group, EventLoopGroup relayLoops) {
    this.core = core;
    this.group = group;
    this.relayLoops = relayLoops;
  }

  /** See {@link Endpoint#open}. */
  public static NodeEndpoint open(EndpointConfig config) throws IOException {
    return open(config, Transport.choose(), RelayClient::start);
  }

  static {
    // Sampling buffers for leaks costs a tenth of all processor time; whoever hunts one asks for
    // it.
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  static NodeEndpoint open(EndpointConfig config, Transport transport, RelayConnector connector)
      throws IOException {
    EventLoopGroup group = transport.group("net");
    // Relays have their own thread: TLS towards a relay must not delay datagrams of direct paths.
    EventLoopGroup relayLoops = Transport.NIO.group("net-relays");
    try {
      var core = new NodeCore(config, group, relayLoops, transport, connector);
      var endpoint = new NodeEndpoint(core, group, relayLoops);
      core.start();
      return endpoint;
    } catch (IOException | RuntimeException e) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      relayLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  @Override
  public NodeId id() {
    return core.config.key().id();
  }

  @Override
  public int port() {
    return core.port();
  }

  @Override
  public NodeAddr address() {
    return new NodeAddr(
        id(), core.homes.home().or(this::firstRelay).stream().toList(), core.self.all());
  }

  @Override
  public NodeAddr address(NodeId device) {
    PathPolicy policy = core.peers.policy(device);
    List<RelayUrl> relays =
        switch (policy) {
          case AUTO, RELAY_ONLY -> address().relays();
          case DIRECT_ONLY, LAN_ONLY -> List.of();
        };
    return new NodeAddr(id(), relays, core.self.tellable(policy));
  }

  /** Before a relay has answered, the one that is most likely to: a code made now shall name it. */
  private Optional<RelayUrl> firstRelay() {
    return core.config.relays().relays().stream().map(RelayMode.Relay::url).findFirst();
  }

  @Override
  public Subscription handle(String alpn, ProtocolHandler handler) {
    core.handlers.put(alpn, handler);
    core.tls.serve(core.handlers.keySet());
    return () -> {
      core.handlers.remove(alpn, handler);
      core.tls.serve(core.handlers.keySet());
    };
  }

  @Override
  public Connection dial(NodeAddr address, String alpn, Duration timeout) throws IOException {
    if (closed.get()) {
      throw new NetException(NetError.CLOSED, "this endpoint is closed");
    }
    if (address.id().equals(id())) {
      throw new NetException(NetError.UNREACHABLE, "this is this device itself");
    }
    return new Dial(core, address, alpn).run(timeout);
  }

  @Override
  public void policy(NodeId id, PathPolicy policy) {
    core.policy(id, policy);
  }

  @Override
  public void forget(NodeId id) {
    core.forget(id);
  }

  @Override
  public boolean looksUp() {
    return core.config.lookup() instanceof LookupMode.On;
  }

  @Override
  public void lookUp(NodeAddr known) {
    core.finder.refresh(known);
  }

  @Override
  public void remember(NodeId id, String record) {
    core.finder.remember(id, record);
  }

  @Override
  public LanDiscovery lan() {
    return core.finder.lan().<LanDiscovery>map(l -> l).orElseGet(NoDiscovery::new);
  }

  @Override
  public Subscription watch(NodeId id, Consumer<LanDiscovery.Found> seen) {
    return core.finder.lan().map(discovery -> discovery.findNode(id, seen)).orElse(() -> {});
  }

  @Override
  public NetworkView view() {
    return new NetworkView(
        id(),
        core.homes.home().flatMap(core.relays::view),
        core.relays.views(),
        core.surroundings.nat(),
        core.self.all().stream().map(Interfaces::text).toList(),
        core.peers.all().stream().filter(this::worthTelling).map(this::view).toList());
  }

  @Override
  public NetReport test() {
    return core.surroundings.reports().now();
  }

  @Override
  public Optional<NetReport> lastReport() {
    return core.surroundings.reports().last();
  }

  /** Those that are there, those that are dialled, and those that were there. */
  private boolean worthTelling(PeerPaths peer) {
    return peer.connected()
        || core.dialling.containsKey(peer.id())
        || !peer.traffic().equals(Traffic.NONE);
  }

  private PeerView view(PeerPaths peer) {
    PeerPaths.Status status = peer.status();
    boolean up = core.connections.stream().anyMatch(c -> peer.id().equals(c.remote()));
    boolean trying = peer.connected() || core.dialling.containsKey(peer.id());
    LinkState link =
        !up
            ? (trying ? LinkState.CONNECTING : LinkState.OFFLINE)
            : switch (status.path().kind()) {
              case NONE -> status.why() == Why.OFFLINE ? LinkState.OFFLINE : LinkState.CONNECTING;
              case DIRECT -> LinkState.DIRECT;
              case RELAY -> LinkState.RELAYED;
            };
    PathView path = up ? status.path() : PathView.NONE;
    Why why = up ? status.why() : trying ? Why.CONNECTING : Why.OFFLINE;
    return new PeerView(peer.id(), link, path, why, peer.traffic(), status.since());
  }

  @Override
  public Subscription events(Consumer<NetEvent> listener) {
    return core.events.subscribe(listener);
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    core.finder.close();
    core.surroundings.close();
    core.close().completeOnTimeout(null, CLOSE_MILLIS / 2, TimeUnit.MILLISECONDS).join();
    group.shutdownGracefully(0, CLOSE_MILLIS / 2, TimeUnit.MILLISECONDS);
    relayLoops.shutdownGracefully(0, CLOSE_MILLIS / 2, TimeUnit.MILLISECONDS);
    group.terminationFuture().awaitUninterruptibly(CLOSE_MILLIS / 2);
  }

  /** Stands in when discovery is off. */
  private static final class NoDiscovery implements LanDiscovery {
    @Override
    public Subscription advertise(byte[] tag) {
      return () -> {};
    }

    @Override
    public Subscription find(byte[] tag, Consumer<Found> found) {
      return () -> {};
    }
  }

  /** For tests: an address at which others might find this node. */
  void observed(InetSocketAddress self) {
    core.onLoop(() -> core.observed(id(), self));
  }

  /** For tests: as if an interface had come or gone. */
  void networkChanged(NodeId peer) {
    core.onLoop(core.peers.of(peer)::networkChanged);
  }

  /** For tests: whether this node's UDP datagrams reach the network or vanish. */
  NodeWire wire() {
    return core.wire;
  }

  /** For tests: what the relays' STUN responders told. */
  NatKind nat() {
    return core.nat();
  }
}
