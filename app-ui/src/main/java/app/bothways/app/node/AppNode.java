package app.bothways.app.node;

import app.bothways.app.App;
import app.bothways.app.AppVersion;
import app.bothways.app.DeviceView;
import app.bothways.app.FolderNames;
import app.bothways.app.LinkPast;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.StatusView;
import app.bothways.app.TrafficWish;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import app.bothways.net.link.LinkHistory;
import app.bothways.net.link.LinkRecorder;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Why;
import app.bothways.pairing.Device;
import app.bothways.pairing.PairingCode;
import app.bothways.pairing.PairingEvent;
import app.bothways.pairing.PairingSession;
import app.bothways.sync.Deleted;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderOffer;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.RefusedException;
import app.bothways.sync.SyncEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The node of one home, whose lock this process holds. */
public final class AppNode implements App {
  private final Parts parts;
  private final Identity identity;
  private final Changes changes = new Changes();
  private final DeviceLinks links;
  private final LinkRecorder past;
  private final List<Subscription> subscriptions;
  private final AtomicBoolean closed = new AtomicBoolean();

  AppNode(Parts parts, Identity identity) {
    this.parts = parts;
    this.identity = identity;
    this.links = new DeviceLinks(parts, identity.direct());
    this.past = LinkRecorder.start(parts.links()::view, parts.devices().history());
    this.subscriptions =
        List.of(
            parts.endpoint().events(_ -> changed()),
            parts.sync().events(_ -> changes.signal()),
            parts.devices().changes(_ -> changes.signal()));
  }

  private void changed() {
    changes.signal();
    past.nudge();
  }

  public NodeId id() {
    return parts.endpoint().id();
  }

  /** The bound UDP port; 0 when direct paths are off. */
  public int port() {
    return parts.endpoint().port();
  }

  @Override
  public StatusView status() {
    List<FolderStatus> folders = folders();
    List<DeviceView> devices = devices();
    int connected =
        (int)
            devices.stream()
                .map(device -> device.link().link())
                .filter(link -> link == LinkState.DIRECT || link == LinkState.RELAYED)
                .count();
    return new StatusView(
        id(),
        identity.name(),
        AppVersion.CURRENT,
        parts.endpoint().view().homeRelay(),
        devices.size(),
        connected,
        folders.size(),
        Overalls.of(folders));
  }

  @Override
  public boolean firstStart() {
    return !identity.named();
  }

  @Override
  public void name(String name) throws Refusal {
    identity.name(name);
    changes.signal();
  }

  @Override
  public List<DeviceView> devices() {
    Map<NodeId, PeerView> views =
        parts.links().view().stream().collect(Collectors.toMap(PeerView::id, Function.identity()));
    return parts.devices().devices().stream()
        .map(device -> new DeviceView(device, views.getOrDefault(device.id(), unlinked(device))))
        .toList();
  }

  private static PeerView unlinked(Device device) {
    return new PeerView(
        device.id(),
        LinkState.OFFLINE,
        PathView.NONE,
        Why.OFFLINE,
        app.bothways.net.report.Traffic.NONE,
        device.pairedAt());
  }

  @Override
  public void renameDevice(String device, String name) throws Refusal {
    Device found = device(device);
    try {
      parts.devices().rename(found.id(), Identity.checkName(name));
    } catch (IllegalArgumentException refused) {
      throw new Refusal(Mistake.BAD_NAME, refused.getMessage(), refused);
    }
  }

  @Override
  public void removeDevice(String device) throws Refusal {
    parts.devices().remove(device(device).id());
  }

  @Override
  public void devicePolicy(String device, PathPolicy policy) throws Refusal {
    parts.devices().policy(device(device).id(), policy);
  }

  private Device device(String given) throws Refusal {
    return DeviceNames.find(parts.devices().devices(), given);
  }

  @Override
  public PairingSession offerPairing(Consumer<PairingEvent> events) {
    return parts.pairing().offer(events);
  }

  @Override
  public PairingSession joinPairing(String link, Consumer<PairingEvent> events) throws Refusal {
    PairingCode code;
    try {
      code = PairingCode.parse(link);
    } catch (IllegalArgumentException notALink) {
      throw new Refusal(Mistake.NOT_A_LINK, notALink.getMessage(), notALink);
    }
    if (code.node().equals(id())) {
      throw new Refusal(
          Mistake.OWN_CODE, "this code was made by this very device; use it on the other one");
    }
    return parts.pairing().join(code, events);
  }

  @Override
  public List<FolderStatus> folders() {
    return parts.sync().folders();
  }

  @Override
  public FolderId addFolder(Path directory, Optional<String> name) throws Refusal {
    return refusable(() -> parts.sync().add(directory, name));
  }

  @Override
  public void shareFolder(String folder, String device, FolderMode mode) throws Refusal {
    FolderId id = folder(folder);
    NodeId other = device(device).id();
    refusableDo(() -> parts.sync().share(id, other, mode));
  }

  @Override
  public List<FolderOffer> offers() {
    return parts.sync().offers();
  }

  @Override
  public FolderId acceptOffer(String offer, Path directory, Optional<FolderMode> mode)
      throws Refusal {
    return refusable(() -> parts.sync().accept(offer, directory, mode));
  }

  @Override
  public void declineOffer(String offer) throws Refusal {
    refusableDo(() -> parts.sync().decline(offer));
  }

  @Override
  public boolean awaitInSync(String folder, Duration timeout) throws Refusal, InterruptedException {
    return parts.sync().awaitInSync(folder(folder), timeout);
  }

  @Override
  public void decideDeletions(String folder, Deleted deleted) throws Refusal {
    FolderId id = folder(folder);
    refusableDo(() -> parts.sync().decide(id, deleted));
  }

  @Override
  public void scanFolder(String folder) throws Refusal {
    FolderId id = folder(folder);
    refusableDo(() -> parts.sync().scan(id));
  }

  @Override
  public app.bothways.sync.Traffic traffic(TrafficWish wish) throws Refusal {
    Optional<NodeId> device = Optional.empty();
    if (wish.device().isPresent()) {
      device = Optional.of(device(wish.device().get()).id());
    }
    return Traffics.change(parts.sync(), wish, device);
  }

  @Override
  public void pauseFolder(String folder) throws Refusal {
    FolderId id = folder(folder);
    refusableDo(() -> parts.sync().pause(id));
  }

  @Override
  public void resumeFolder(String folder) throws Refusal {
    FolderId id = folder(folder);
    refusableDo(() -> parts.sync().resume(id));
  }

  @Override
  public void removeFolder(String folder) throws Refusal {
    FolderId id = folder(folder);
    refusableDo(() -> parts.sync().remove(id));
  }

  @Override
  public FolderCare care() {
    return parts.sync().care();
  }

  private FolderId folder(String given) throws Refusal {
    return FolderNames.find(folders(), given).id();
  }

  @FunctionalInterface
  private interface Asked<T> {
    T of() throws RefusedException;
  }

  @FunctionalInterface
  private interface Done {
    void run() throws RefusedException;
  }

  private static <T> T refusable(Asked<T> asked) throws Refusal {
    try {
      return asked.of();
    } catch (RefusedException refused) {
      throw Refusal.of(refused);
    }
  }

  private static void refusableDo(Done action) throws Refusal {
    refusable(
        () -> {
          action.run();
          return Optional.empty();
        });
  }

  /** As the endpoint sees it, but with paired devices as peers and nobody else. */
  @Override
  public NetworkView network() {
    NetworkView view = parts.endpoint().view();
    return new NetworkView(
        view.self(),
        view.homeRelay(),
        view.relays(),
        view.nat(),
        view.directAddresses(),
        devices().stream().map(DeviceView::link).toList());
  }

  @Override
  public LinkPast linkPast(String device, Duration back) throws Refusal {
    NodeId id = device(device).id();
    Duration most = back.compareTo(LinkHistory.KEPT) < 0 ? back : LinkHistory.KEPT;
    Instant from = Instant.now().minus(most).truncatedTo(ChronoUnit.HOURS);
    return new LinkPast(id, from, past.hours(id, from), past.changes(id, LinkHistory.MOST_CHANGES));
  }

  @Override
  public NetReport testNetwork() {
    return parts.endpoint().test();
  }

  @Override
  public String deviceName(NodeId id) {
    if (id.equals(id())) {
      return identity.name();
    }
    return parts.devices().device(id).map(Device::name).orElseGet(id::shortText);
  }

  @Override
  public Optional<String> setting(String key) {
    return parts.devices().setting(key);
  }

  @Override
  public void setting(String key, String value) {
    parts.devices().setting(key, value);
    changes.signal();
  }

  @Override
  public Subscription changes(Runnable changed) {
    return changes.add(changed);
  }

  @Override
  public Subscription syncEvents(Consumer<SyncEvent> listener) {
    return parts.sync().events(listener);
  }

  /** Everything that happens in the network, connections for pairing included. */
  public Subscription netEvents(Consumer<NetEvent> listener) {
    return parts.endpoint().events(listener);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      changes.close();
      subscriptions.forEach(Subscription::close);
      links.close();
      Parts.closeOne("the history of links", past);
      parts.close();
    }
  }
}
