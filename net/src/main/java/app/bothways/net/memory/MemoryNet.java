package app.bothways.net.memory;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.LanDiscovery;
import app.bothways.net.NetError;
import app.bothways.net.NetEvent;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.CaptivePortal;
import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NatView;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Endpoints that reach each other inside this process. Anybody is reachable by id alone; {@link
 * #cut} makes a node unreachable and ends its connections.
 */
public final class MemoryNet {
  private final Map<NodeId, Node> nodes = new ConcurrentHashMap<>();
  private final Map<String, List<InetSocketAddress>> adverts = new ConcurrentHashMap<>();
  private final List<Finder> finders = new CopyOnWriteArrayList<>();

  private record Finder(String tag, Consumer<LanDiscovery.Found> found) {}

  public Endpoint endpoint(NodeId id) {
    var node = new Node(id, 10_000 + nodes.size());
    nodes.put(id, node);
    return node;
  }

  /** Ends every connection of {@code id} and refuses new ones until {@link #heal}. */
  public void cut(NodeId id) {
    Node node = nodes.get(id);
    node.cut = true;
    node.connections.forEach(c -> c.close(1, "cut"));
  }

  public void heal(NodeId id) {
    nodes.get(id).cut = false;
  }

  private final class Node implements Endpoint, LanDiscovery {
    private final NodeId id;
    private final int port;
    private final Map<String, ProtocolHandler> handlers = new ConcurrentHashMap<>();
    private final List<MemoryConnection> connections = new CopyOnWriteArrayList<>();
    private final List<Consumer<NetEvent>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    Node(NodeId id, int port) {
      this.id = id;
      this.port = port;
    }

    @Override
    public NodeId id() {
      return id;
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public NodeAddr address() {
      return NodeAddr.of(id).withDirect(List.of(socket()));
    }

    @Override
    public NodeAddr address(NodeId device) {
      return address();
    }

    private InetSocketAddress socket() {
      return InetSocketAddress.createUnresolved("memory", port);
    }

    @Override
    public Subscription handle(String alpn, ProtocolHandler handler) {
      handlers.put(alpn, handler);
      return () -> handlers.remove(alpn, handler);
    }

    @Override
    public Connection dial(NodeAddr address, String alpn, Duration timeout) throws NetException {
      Node other = nodes.get(address.id());
      if (other == null || other.cut || cut) {
        throw new NetException(NetError.UNREACHABLE, address.id() + " does not answer");
      }
      if (!address.direct().isEmpty() && !address.direct().contains(other.socket())) {
        throw new NetException(NetError.WRONG_KEY, address.direct() + " is somebody else");
      }
      ProtocolHandler handler = other.handlers.get(alpn);
      if (handler == null) {
        throw new NetException(NetError.NO_COMMON_PROTOCOL, alpn);
      }
      MemoryConnection[] pair = MemoryConnection.pair(id, other.id, alpn);
      track(pair[0]);
      other.track(pair[1]);
      Thread.ofVirtual()
          .name("memory-" + alpn)
          .start(
              () -> {
                try (Connection connection = pair[1]) {
                  handler.serve(connection);
                } catch (Exception e) {
                  pair[1].close(2, e.toString());
                }
              });
      return pair[0];
    }

    private void track(MemoryConnection connection) {
      connections.add(connection);
      tell(new NetEvent.Connected(connection.remote(), connection.alpn(), connection.path()));
      connection
          .closed()
          .thenAccept(
              reason -> {
                connections.remove(connection);
                tell(new NetEvent.Disconnected(connection.remote(), connection.alpn(), reason));
              });
    }

    private void tell(NetEvent event) {
      listeners.forEach(listener -> listener.accept(event));
    }

    @Override
    public void policy(NodeId peer, PathPolicy policy) {}

    @Override
    public LanDiscovery lan() {
      return this;
    }

    @Override
    public Subscription advertise(byte[] tag) {
      String key = Arrays.toString(tag);
      adverts.put(key, List.of(socket()));
      var found = new Found(tag, List.of(socket()));
      finders.stream().filter(f -> f.tag.equals(key)).forEach(f -> f.found.accept(found));
      return () -> adverts.remove(key);
    }

    @Override
    public Subscription find(byte[] tag, Consumer<Found> found) {
      var finder = new Finder(Arrays.toString(tag), found);
      finders.add(finder);
      Optional.ofNullable(adverts.get(finder.tag))
          .ifPresent(addresses -> found.accept(new Found(tag, addresses)));
      return () -> finders.remove(finder);
    }

    /** A network inside one process has neither routers nor relays. */
    @Override
    public NetReport test() {
      var none = new NetReport.Reach(Finding.UNKNOWN, List.of());
      return new NetReport(
          java.time.Instant.EPOCH,
          new NetReport.Nat(
              none,
              none,
              NatKind.UNKNOWN,
              NetReport.Evidence.NONE,
              NetReport.Filtering.UNKNOWN,
              Finding.UNKNOWN),
          new NetReport.Router(List.of(), List.of()),
          List.of(),
          new NetReport.Here(
              CaptivePortal.UNKNOWN,
              new NetReport.Clock(Optional.empty(), Finding.UNKNOWN),
              List.of()));
    }

    @Override
    public Optional<NetReport> lastReport() {
      return Optional.empty();
    }

    @Override
    public NetworkView view() {
      return new NetworkView(
          id,
          Optional.empty(),
          List.of(),
          NatView.NOTHING_KNOWN,
          List.of("memory:" + port),
          List.of());
    }

    @Override
    public Subscription events(Consumer<NetEvent> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
      connections.forEach(c -> c.close(0, "endpoint closed"));
      nodes.remove(id, this);
    }
  }

  /** The nodes that exist, for assertions. */
  public Map<NodeId, Integer> openConnections() {
    var count = new HashMap<NodeId, Integer>();
    nodes.forEach((id, node) -> count.put(id, node.connections.size()));
    return count;
  }
}
