package app.bothways.net.link;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.NetEvent;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.net.retry.Unending;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Links over any {@link Endpoint}; see {@link Links}. */
final class NodeLinks implements Links {
  private static final long STRANGER = 0x6206;
  private static final Duration REFRESH = Duration.ofHours(1);

  private final Endpoint endpoint;
  private final String alpn;
  private final ProtocolHandler handler;
  private final Map<NodeId, KeptLink> kept = new ConcurrentSkipListMap<>();
  private final Arrivals arrivals = new Arrivals();
  private final Subscription served;
  private final Subscription events;
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("links-refresh").factory());

  NodeLinks(Endpoint endpoint, String alpn, ProtocolHandler handler) {
    this(endpoint, alpn, handler, REFRESH);
  }

  /**
   * @param refresh how often the stores are asked where a device is, connected or not
   */
  NodeLinks(Endpoint endpoint, String alpn, ProtocolHandler handler, Duration refresh) {
    this.endpoint = endpoint;
    this.alpn = alpn;
    this.handler = handler;
    this.events = endpoint.events(this::event);
    this.served = endpoint.handle(alpn, this::incoming);
    long nanos = refresh.toNanos();
    refresher.scheduleWithFixedDelay(
        Unending.of("asking the stores", this::refresh), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void keep(NodeAddr address) {
    var fresh = new KeptLink(endpoint, alpn, handler, address);
    KeptLink known = kept.putIfAbsent(address.id(), fresh);
    if (known == null) {
      fresh.start();
    } else {
      known.hints(address);
    }
  }

  @Override
  public void drop(NodeId id) {
    KeptLink link = kept.remove(id);
    if (link != null) {
      link.drop("this device is not paired any more");
    }
  }

  private void refresh() {
    kept.values().forEach(link -> endpoint.lookUp(link.hints()));
  }

  private void incoming(Connection connection) throws InterruptedException {
    KeptLink link = kept.get(connection.remote());
    if (link == null) {
      connection.close(STRANGER, "this device is not paired with yours");
    } else {
      link.incoming(connection);
    }
  }

  /** What makes a dial worth while that failed a moment ago. */
  private void event(NetEvent event) {
    switch (event) {
      case NetEvent.AddressesChanged changed -> kept.values().forEach(KeptLink::hurry);
      case NetEvent.RelayChanged relay -> {
        if (arrivals.isOne(relay.relay(), relay.view().state())) {
          kept.values().forEach(KeptLink::hurry);
        }
      }
      case NetEvent.Connected other -> {}
      case NetEvent.Disconnected other -> {}
      case NetEvent.PathChanged other -> {}
      case NetEvent.RelaysTold other -> {}
      case NetEvent.RecordRead other -> {}
    }
  }

  @Override
  public List<PeerView> view() {
    Map<NodeId, PeerView> seen =
        endpoint.view().peers().stream()
            .collect(Collectors.toMap(PeerView::id, Function.identity()));
    return kept.values().stream()
        .map(link -> view(link, Optional.ofNullable(seen.get(link.id()))))
        .toList();
  }

  private static PeerView view(KeptLink link, Optional<PeerView> seen) {
    Traffic traffic = seen.map(PeerView::traffic).orElse(Traffic.NONE);
    return switch (link.state()) {
      case LIVE -> seen.orElseGet(() -> apart(link, LinkState.CONNECTING, Why.CONNECTING, traffic));
      case DIALLING -> apart(link, LinkState.CONNECTING, Why.CONNECTING, traffic);
      case WAITING -> apart(link, LinkState.OFFLINE, Why.OFFLINE, traffic);
    };
  }

  private static PeerView apart(KeptLink link, LinkState state, Why why, Traffic traffic) {
    return new PeerView(link.id(), state, PathView.NONE, why, traffic, link.offlineSince());
  }

  @Override
  public void close() {
    refresher.shutdownNow();
    served.close();
    events.close();
    kept.values().forEach(link -> link.drop("the device left the network"));
    kept.clear();
  }
}
