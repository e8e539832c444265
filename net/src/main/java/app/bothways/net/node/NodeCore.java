package app.bothways.net.node;

import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.NetEvent;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.RelayMode;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.path.FirstOutlet;
import app.bothways.net.path.HuntBudget;
import app.bothways.net.path.PathEnvironment;
import app.bothways.net.path.PathSize;
import app.bothways.net.path.PeerPaths;
import app.bothways.net.path.Stun;
import app.bothways.net.quic.ConnectionOwner;
import app.bothways.net.quic.NodeConnection;
import app.bothways.net.quic.NodeTls;
import app.bothways.net.quic.QuicNode;
import app.bothways.net.relay.client.HttpRecordStores;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.PathView;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Why;
import app.bothways.net.retry.Unending;
import app.bothways.net.socket.Flow;
import app.bothways.net.socket.Route;
import app.bothways.net.socket.Transport;
import app.bothways.net.socket.UdpTransport;
import app.bothways.net.socket.VirtualSocket;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens on a node's event loop: datagrams in and out, paths, connections, relays. */
final class NodeCore implements PathEnvironment, ConnectionOwner {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCore.class);
  private static final long LOOK_SECONDS = 5;

  /** What was said last leaves the socket before that is closed. */
  private static final long LAST_WORDS_MILLIS = 50;

  final EndpointConfig config;
  final EventLoop loop;
  final RelayHub relays;
  final Peers peers;
  final EventBus events = new EventBus();
  final Map<String, ProtocolHandler> handlers = new ConcurrentHashMap<>();
  final Set<NodeConnection> connections = ConcurrentHashMap.newKeySet();
  final Map<NodeId, Integer> dialling = new ConcurrentHashMap<>();
  final List<Consumer<RelayView>> relayListeners = new CopyOnWriteArrayList<>();
  final SelfAddresses self;
  final Finder finder;
  final NodeTls tls;
  private final long instance;
  private final Conversations conversations;
  final Optional<UdpTransport> udp;
  final VirtualSocket socket;
  private final QuicNode quic;
  final NodeWire wire;
  final Reflexive reflexive;
  final Surroundings surroundings;
  private final HuntBudget hunts;
  final Homes homes = new Homes();
  final PathTicker ticker;

  NodeCore(
      EndpointConfig config,
      EventLoopGroup group,
      EventLoopGroup relayLoops,
      Transport transport,
      RelayConnector connector)
      throws NetException {
    this.config = config;
    var random = new SecureRandom();
    this.instance = random.nextLong();
    this.loop = group.next();
    this.tls = new NodeTls(config.key());
    this.peers = new Peers(this, random);
    this.ticker = new PathTicker(loop, peers);
    this.conversations = new Conversations(connections, peers, events);
    this.relays = new RelayHub(loop, relayLoops, config.key(), connector, new RelayNews(this));
    this.udp =
        config.direct() == DirectMode.OFF
            ? Optional.empty()
            : Optional.of(
                UdpTransport.bind(
                    transport, group, config.port(), config.interfaces(), new FromUdp()));
    this.self = new SelfAddresses(config.interfaces(), port());
    this.finder = new Finder(this, new HttpRecordStores(relayLoops));
    this.wire = new NodeWire(udp, relays, ticker);
    this.hunts =
        udp.isEmpty() || config.direct() == DirectMode.SPARING
            ? HuntBudget.NONE
            : new NodeHunts(udp.get().doors(), peers, this);
    this.reflexive = new Reflexive(loop, wire, self, this::addressesChanged);
    this.surroundings = new Surroundings(this);
    this.socket = new VirtualSocket(loop, wire, this::incoming);
    this.quic = new QuicNode(socket, tls, this, transport, flow -> (FirstOutlet) flow.outlet());
  }

  void start() {
    quic.start();
    loop.execute(() -> relays.start(config.relays()));
    ticker.start();
    reflexive.start(udp.isPresent() ? config.relays() : new RelayMode.Disabled());
    surroundings.start();
    finder.start();
    loop.scheduleWithFixedDelay(
        Unending.of("the look at the interfaces", this::look),
        LOOK_SECONDS,
        LOOK_SECONDS,
        TimeUnit.SECONDS);
  }

  int port() {
    return udp.map(UdpTransport::port).orElse(0);
  }

  private void incoming(Flow flow) {
    flow.outlet(new FirstOutlet(wire, flow.first()));
  }

  /** One attempt to reach {@code to} by one way. Event loop only. */
  NodeConnection attempt(Route route, NodeId to, String alpn) {
    Flow flow = socket.open(route);
    var outlet = new FirstOutlet(wire, route);
    flow.outlet(outlet);
    return quic.dial(flow, outlet, to, alpn);
  }

  private void look() {
    relays.sweep(peers::need);
    if (self.refresh() == SelfAddresses.News.CHANGED) {
      LOG.info("this machine's addresses changed");
      relays.networkChanged();
      peers.all().stream().filter(PeerPaths::connected).forEach(PeerPaths::networkChanged);
      reflexive.networkChanged();
      ticker.stir();
      surroundings.networkChanged();
      addressesChanged();
    }
  }

  void addressesChanged() {
    events.tell(new NetEvent.AddressesChanged());
    connections.forEach(NodeConnection::introduce);
    peers.all().stream().filter(PeerPaths::connected).forEach(PeerPaths::punch);
    ticker.stir();
  }

  /**
   * Runs {@code task} on the event loop, unless the endpoint is closed and the loop has stopped.
   */
  void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.trace("the endpoint is closed");
    }
  }

  void policy(NodeId id, PathPolicy policy) {
    onLoop(
        () -> {
          peers.policy(id, policy);
          ticker.stir();
          finder.knownChanged();
          punchTogether(id);
        });
  }

  void forget(NodeId id) {
    onLoop(() -> peers.forget(id));
    onLoop(ticker::stir);
    onLoop(finder::knownChanged);
  }

  /**
   * Tells every peer, also those that are only half connected, then frees the socket.
   *
   * @return completes when that has been done; stopping the loop before would close the socket
   *     first
   */
  CompletableFuture<Void> close() {
    var freed = new CompletableFuture<Void>();
    loop.execute(
        () -> {
          conversations.endAll("the device left the network");
          loop.schedule(() -> free(freed), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        });
    return freed;
  }

  private void free(CompletableFuture<Void> freed) {
    socket.close();
    relays.close();
    udp.ifPresent(UdpTransport::close);
    events.close();
    freed.complete(null);
  }

  @Override
  public Wire wire() {
    return wire;
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public int largest() {
    return udp.filter(UdpTransport::whole).isPresent() ? PathSize.LARGEST : PathSize.BASE;
  }

  @Override
  public boolean reachable(InetSocketAddress candidate) {
    return self.reachable(candidate);
  }

  @Override
  public void relayWanted(RelayUrl relay) {
    relays.want(relay);
  }

  @Override
  public boolean relayAtHand(RelayUrl relay) {
    return relays.view(relay).isPresent();
  }

  @Override
  public void relaysDoubtful() {
    relays.doubt();
  }

  @Override
  public void pathChanged(NodeId peer, PathView from, PathView to, Why why) {
    LOG.debug("{} now by {} ({})", peer.shortText(), to, why);
    events.tell(new NetEvent.PathChanged(peer, from, to, why));
  }

  @Override
  public boolean known(NodeId peer) {
    return peers.known(peer);
  }

  @Override
  public void observed(NodeId peer, InetSocketAddress address) {
    if (self.observed(peer, address) == SelfAddresses.News.CHANGED) {
      addressesChanged();
    }
  }

  List<InetSocketAddress> outside() {
    return reflexive.outside();
  }

  @Override
  public NatKind nat() {
    return reflexive.kind();
  }

  @Override
  public void punchTogether(NodeId peer) {
    conversations.introduce(peer);
  }

  @Override
  public HuntBudget hunts() {
    return hunts;
  }

  @Override
  public void knocking(NodeId peer) {
    conversations.knocking(peer);
  }

  @Override
  public PeerPaths paths(NodeId peer) {
    return peers.of(peer);
  }

  @Override
  public long instance() {
    return instance;
  }

  @Override
  public List<InetSocketAddress> candidates(NodeId peer) {
    return self.tellable(peers.policy(peer));
  }

  @Override
  public List<RelayUrl> relays(NodeId peer) {
    return switch (peers.policy(peer)) {
      case AUTO, RELAY_ONLY -> homes.told();
      case DIRECT_ONLY, LAN_ONLY -> List.of();
    };
  }

  @Override
  public void relaysTold(NodeId peer, List<RelayUrl> relays) {
    peers.of(peer).relays(relays);
    if (peers.known(peer)) {
      events.tell(new NetEvent.RelaysTold(peer, relays));
    }
  }

  @Override
  public void greeted(NodeConnection connection, Flow flow, long peerInstance) {
    if (peers.known(connection.remote())) {
      socket.known(flow);
    }
    conversations.greeted(connection, peerInstance);
  }

  @Override
  public void up(NodeConnection connection) {
    conversations.up(connection, Optional.ofNullable(handlers.get(connection.alpn())));
  }

  @Override
  public void ended(NodeConnection connection, Flow flow, String reason) {
    socket.close(flow);
    conversations.ended(connection, reason);
  }

  void receive(Route from, ByteBuf datagram) {
    ticker.stir();
    if (Stun.looksLikeStun(datagram)) {
      if (!reflexive.take(from, datagram)) {
        peers.stun(from, datagram);
      }
      datagram.release();
    } else {
      socket.receive(from, datagram);
    }
  }

  private final class FromUdp implements UdpTransport.Receiver {
    @Override
    public void receive(Route.Direct from, ByteBuf datagram) {
      NodeCore.this.receive(from, datagram);
    }

    @Override
    public void receiveEnd() {
      socket.receiveEnd();
    }

    @Override
    public void writable() {
      socket.writable();
    }
  }
}
