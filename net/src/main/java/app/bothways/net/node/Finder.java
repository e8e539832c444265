package app.bothways.net.node;

import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.LookupMode;
import app.bothways.net.NetEvent;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.lookup.AddressLookup;
import app.bothways.net.address.lookup.DnsLookup;
import app.bothways.net.address.lookup.KnownLookup;
import app.bothways.net.address.lookup.LanLookup;
import app.bothways.net.address.lookup.MdnsDiscovery;
import app.bothways.net.address.lookup.PkarrLookup;
import app.bothways.net.address.lookup.RecordBook;
import app.bothways.net.address.lookup.RecordStores;
import app.bothways.net.address.pkarr.AddressRecords;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import app.bothways.net.path.PathRules;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import app.bothways.net.retry.Unending;
import app.bothways.net.socket.Route;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Finds others and makes this node findable, as far as its {@link LookupMode} and {@link RelayMode}
 * allow. Event loop only, but for what says otherwise.
 */
final class Finder {
  private static final int MAX_NOTED = 8;

  private final NodeCore core;
  private final EndpointConfig config;
  private final RecordBook book = new RecordBook();
  private final Optional<MdnsDiscovery> lan;
  private final List<AddressLookup> near;
  private final List<AddressLookup> far;
  private final Optional<PkarrLookup> pkarr;
  private final RecordPublisher publisher;
  private Set<RelayUrl> connected = Set.of();
  private Optional<Subscription> announced = Optional.empty();

  /**
   * Relays at which those are found whom this node dials: where they, in turn, look for it, and
   * where it can still tell them that it has moved.
   */
  private final Map<RelayUrl, Relay> noted = new LinkedHashMap<>();

  Finder(NodeCore core, RecordStores stores) {
    this.core = core;
    this.config = core.config;
    this.lan =
        config.mdns() == MdnsMode.OFF || core.port() == 0
            ? Optional.empty()
            : Optional.of(new MdnsDiscovery(config.key().id(), core.port(), config.interfaces()));
    this.near = lan.<AddressLookup>map(LanLookup::new).stream().toList();
    this.pkarr = pkarr(stores);
    this.far = far();
    this.publisher =
        new RecordPublisher(
            config.key(),
            stores,
            core::onLoop,
            new RecordPublisher.Times(System::nanoTime, Finder::micros, new SecureRandom()));
  }

  private Optional<PkarrLookup> pkarr(RecordStores stores) {
    return switch (config.lookup()) {
      case LookupMode.Off off -> Optional.empty();
      case LookupMode.On on ->
          Optional.of(new PkarrLookup(stores, this::stores, book, this::read, System::nanoTime));
    };
  }

  private List<AddressLookup> far() {
    var sources = new ArrayList<AddressLookup>();
    if (config.lookup() instanceof LookupMode.On on) {
      sources.add(new KnownLookup(book));
      pkarr.ifPresent(sources::add);
      if (!on.dnsOrigins().isEmpty()) {
        sources.add(DnsLookup.bySystem(on.dnsOrigins()));
      }
    }
    return List.copyOf(sources);
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  void start() {
    if (config.lookup() instanceof LookupMode.On && !config.relays().relays().isEmpty()) {
      core.loop.scheduleWithFixedDelay(
          Unending.of("publishing where this device is found", this::tick), 1, 1, TimeUnit.SECONDS);
    }
  }

  /**
   * Announces this node on the local network as long as there is somebody for whom: an announcement
   * cannot be for some devices only, and those that are to reach this one by relay alone, like
   * everybody who has its id, would read its addresses there.
   */
  void knownChanged() {
    boolean wanted = core.peers.someMeetNearby();
    if (wanted && announced.isEmpty()) {
      announced = lan.map(MdnsDiscovery::announceNode);
    } else if (!wanted) {
      announced.ifPresent(Subscription::close);
      announced = Optional.empty();
    }
  }

  /** The local network, as far as this node uses it; any thread. */
  Optional<MdnsDiscovery> lan() {
    return lan;
  }

  /** On the local network; asking there costs next to nothing and tells nobody outside. */
  List<AddressLookup> near() {
    return near;
  }

  /** Beyond it; none for a device that is to be met on the local network only. */
  List<AddressLookup> far(NodeId id) {
    return switch (core.peers.policy(id)) {
      case LAN_ONLY -> List.of();
      case AUTO, DIRECT_ONLY, RELAY_ONLY -> far;
    };
  }

  /** Somebody is dialled who, as this node knew before, can be found there. */
  void note(NodeAddr known) {
    for (RelayUrl url : known.relays()) {
      if (!PathRules.allowed(new Route.Relayed(url, known.id()), core.peers.policy(known.id()))) {
        return;
      }
      noted.remove(url);
      noted.put(url, Relay.of(url));
      if (noted.size() > MAX_NOTED) {
        noted.remove(noted.keySet().iterator().next());
      }
    }
  }

  /** See {@link app.bothways.net.Endpoint#lookUp}; any thread. */
  void refresh(NodeAddr known) {
    core.onLoop(
        () -> {
          if (!far(known.id()).isEmpty() && pkarr.isPresent()) {
            pkarr.get().search(known, IGNORED);
          }
        });
  }

  /** What matters is what the book takes in. */
  private static final AddressLookup.Answers IGNORED =
      new AddressLookup.Answers() {
        @Override
        public void found(NodeAddr address) {}

        @Override
        public void over() {}
      };

  /** See {@link app.bothways.net.Endpoint#remember}; any thread. */
  void remember(NodeId id, String record) {
    try {
      byte[] body = Base64.getDecoder().decode(record);
      SignedPacket.verify(id, body).ifPresent(book::offer);
    } catch (IllegalArgumentException notARecord) {
      // It was a hint.
    }
  }

  private void read(SignedPacket packet) {
    AddressRecords.decode(packet.key(), packet.dns())
        .ifPresent(
            address ->
                core.events.tell(
                    new NetEvent.RecordRead(
                        address,
                        Instant.EPOCH.plus(packet.timestampMicros(), ChronoUnit.MICROS),
                        Base64.getEncoder().encodeToString(packet.body()))));
  }

  /** The device's own relays first: there it publishes for certain. Any thread. */
  private List<Relay> stores(NodeAddr known) {
    Map<RelayUrl, Relay> own = configured();
    var all = new LinkedHashMap<RelayUrl, Relay>();
    known.relays().stream()
        .limit(AddressRecords.MAX_RELAYS)
        .forEach(url -> all.put(url, own.getOrDefault(url, Relay.of(url))));
    own.forEach(all::putIfAbsent);
    return List.copyOf(all.values());
  }

  private Map<RelayUrl, Relay> configured() {
    var own = new LinkedHashMap<RelayUrl, Relay>();
    config.relays().relays().forEach(relay -> own.put(relay.url(), relay));
    return own;
  }

  private void tick() {
    List<RelayView> views = core.relays.configured();
    Set<RelayUrl> now =
        views.stream()
            .filter(view -> view.state() == State.CONNECTED)
            .map(RelayView::url)
            .collect(Collectors.toSet());
    var cameBack = new HashSet<>(now);
    cameBack.removeAll(connected);
    connected = now;
    var where = new LinkedHashMap<>(noted);
    where.putAll(configured());
    publisher.tick(content(), new LinkedHashSet<>(where.values()), cameBack);
  }

  private Optional<NodeAddr> content() {
    return Publication.of(config, core.homes.told(), core.self.all(), core.peers.discretion());
  }

  /** Any thread. */
  void close() {
    lan.ifPresent(MdnsDiscovery::close);
  }
}
