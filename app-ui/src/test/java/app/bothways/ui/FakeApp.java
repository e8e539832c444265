package app.bothways.ui;

import app.bothways.FakeCare;
import app.bothways.SampleReport;
import app.bothways.app.App;
import app.bothways.app.DeviceView;
import app.bothways.app.LinkPast;
import app.bothways.app.Mistake;
import app.bothways.app.Overall;
import app.bothways.app.Refusal;
import app.bothways.app.StatusView;
import app.bothways.app.TrafficWish;
import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.NatView;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.RelayView;
import app.bothways.pairing.Device;
import app.bothways.pairing.PairingEvent;
import app.bothways.pairing.PairingSession;
import app.bothways.sync.Deleted;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderOffer;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.SyncEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An application that does what a test says and remembers what it was asked. Fields may be set at
 * any time, followed by {@link #changed}.
 */
public final class FakeApp implements App {
  public volatile boolean firstStart;
  public volatile String name = "maple";
  public volatile Overall overall = Overall.IN_SYNC;
  public volatile List<DeviceView> devices = List.of();
  public volatile List<FolderStatus> folders = List.of();
  public volatile List<FolderOffer> offers = List.of();
  public volatile Optional<RelayView> relay = Optional.empty();
  public volatile Function<NodeId, List<LinkHour>> past = id -> List.of();
  public volatile Optional<String> refuse = Optional.empty();
  public volatile Optional<Consumer<PairingEvent>> pairing = Optional.empty();
  public final List<String> asked = new CopyOnWriteArrayList<>();
  public final Map<String, String> settings = new ConcurrentHashMap<>();
  public final FakeCare care = new FakeCare(asked);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Tells the window that something is different. */
  public void changed() {
    listeners.forEach(Runnable::run);
  }

  /** How many follow the application. */
  public int followers() {
    return listeners.size();
  }

  /** Sends an event of the pairing under way. */
  public void tell(PairingEvent event) {
    pairing.orElseThrow().accept(event);
  }

  private void note(String what) throws Refusal {
    asked.add(what);
    if (refuse.isPresent()) {
      throw new Refusal(Mistake.NOT_STARTED, refuse.get());
    }
  }

  @Override
  public StatusView status() {
    int connected =
        (int)
            devices.stream()
                .map(d -> d.link().link())
                .filter(l -> l == LinkState.DIRECT || l == LinkState.RELAYED)
                .count();
    return new StatusView(
        Sample.SELF, name, "0.1.0", relay, devices.size(), connected, folders.size(), overall);
  }

  @Override
  public boolean firstStart() {
    return firstStart;
  }

  @Override
  public void name(String newName) throws Refusal {
    note("name " + newName);
    name = newName;
    firstStart = false;
  }

  @Override
  public List<DeviceView> devices() {
    return devices;
  }

  @Override
  public void renameDevice(String device, String newName) throws Refusal {
    note("rename " + newName);
    replace(
        device,
        d -> new Device(d.id(), newName, d.system(), d.pairedAt(), d.policy(), d.lastAddress()));
  }

  private void replace(String id, java.util.function.UnaryOperator<Device> change) {
    List<DeviceView> next = new ArrayList<>();
    for (DeviceView d : devices) {
      boolean it = d.device().id().toString().equals(id);
      next.add(it ? new DeviceView(change.apply(d.device()), d.link()) : d);
    }
    devices = next;
  }

  @Override
  public void removeDevice(String device) throws Refusal {
    note("remove " + device);
    devices = devices.stream().filter(d -> !d.device().id().toString().equals(device)).toList();
  }

  @Override
  public void devicePolicy(String device, PathPolicy policy) throws Refusal {
    note("policy " + policy);
  }

  @Override
  public PairingSession offerPairing(Consumer<PairingEvent> events) {
    asked.add("offer");
    pairing = Optional.of(events);
    return session();
  }

  @Override
  public PairingSession joinPairing(String link, Consumer<PairingEvent> events) throws Refusal {
    note("join " + link);
    pairing = Optional.of(events);
    return session();
  }

  private PairingSession session() {
    return new PairingSession() {
      @Override
      public void confirm() {
        asked.add("confirm");
      }

      @Override
      public void reject() {
        asked.add("reject");
      }

      @Override
      public void close() {
        asked.add("close");
      }
    };
  }

  @Override
  public List<FolderStatus> folders() {
    return folders;
  }

  @Override
  public FolderId addFolder(Path directory, Optional<String> folderName) throws Refusal {
    note("add " + directory);
    return Sample.folderId(9);
  }

  @Override
  public void shareFolder(String folder, String device, FolderMode mode) throws Refusal {
    note("share " + mode);
  }

  @Override
  public List<FolderOffer> offers() {
    return offers;
  }

  @Override
  public FolderId acceptOffer(String offer, Path directory, Optional<FolderMode> mode)
      throws Refusal {
    note("accept " + offer + " " + directory);
    offers = List.of();
    return Sample.folderId(8);
  }

  @Override
  public FolderCare care() {
    return care;
  }

  @Override
  public void declineOffer(String offer) throws Refusal {
    note("decline " + offer);
    offers = List.of();
  }

  @Override
  public boolean awaitInSync(String folder, Duration timeout) {
    return true;
  }

  @Override
  public void scanFolder(String folder) throws Refusal {
    note("scan");
  }

  @Override
  public void decideDeletions(String folder, Deleted deleted) throws Refusal {
    note("deletions " + deleted);
  }

  @Override
  public app.bothways.sync.Traffic traffic(TrafficWish wish) throws Refusal {
    note("traffic " + wish);
    return app.bothways.sync.Traffic.DEFAULT;
  }

  @Override
  public void pauseFolder(String folder) throws Refusal {
    note("pause");
  }

  @Override
  public void resumeFolder(String folder) throws Refusal {
    note("resume");
  }

  @Override
  public void removeFolder(String folder) throws Refusal {
    note("stop");
  }

  @Override
  public NetworkView network() {
    return new NetworkView(
        Sample.SELF,
        relay,
        relay.stream().toList(),
        NatView.NOTHING_KNOWN,
        List.of(),
        devices.stream().map(DeviceView::link).toList());
  }

  @Override
  public LinkPast linkPast(String device, Duration back) {
    NodeId id =
        devices().stream()
            .map(d -> d.device().id())
            .filter(d -> d.toString().equals(device))
            .findFirst()
            .orElseThrow();
    return new LinkPast(id, Instant.now().minus(back), past.apply(id), List.of());
  }

  @Override
  public NetReport testNetwork() {
    return SampleReport.atHome();
  }

  @Override
  public String deviceName(NodeId id) {
    return devices.stream()
        .map(DeviceView::device)
        .filter(d -> d.id().equals(id))
        .map(Device::name)
        .findFirst()
        .orElseGet(id::shortText);
  }

  @Override
  public Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  @Override
  public void setting(String key, String value) {
    settings.put(key, value);
  }

  @Override
  public Subscription changes(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  @Override
  public Subscription syncEvents(Consumer<SyncEvent> listener) {
    return () -> {};
  }

  @Override
  public void close() {}
}
