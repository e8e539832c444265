package app.bothways.app;

import app.bothways.FakeCare;
import app.bothways.SampleReport;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.LinkHour;
import app.bothways.net.report.NatView;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Why;
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
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** An {@link App} with one device and one folder that notes down what it was asked to do. */
public final class FakeApp implements App {
  public static final NodeId SELF = id(1);
  public static final NodeId OTHER = id(2);
  public static final FolderId FOLDER = new FolderId("abcdefghijklmnopqrstuvwxyz");
  public static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");
  public static final RelayView RELAY =
      new RelayView(
          RelayUrl.parse("https://relay.example").orElseThrow(),
          RelayView.State.CONNECTED,
          Optional.of(Duration.ofMillis(12)),
          "");

  public final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  public final List<Consumer<NetEvent>> netListeners = new CopyOnWriteArrayList<>();
  public final BlockingQueue<Consumer<PairingEvent>> pairings = new LinkedBlockingQueue<>();
  public final FakeCare care = new FakeCare(calls);
  public final CountDownLatch waiting = new CountDownLatch(1);
  public volatile boolean inSync = true;
  public volatile Optional<String> refusal = Optional.empty();

  /** What its files could not take. */
  public volatile Optional<IOException> unwritten = Optional.empty();

  private final Map<String, String> settings = new ConcurrentHashMap<>();

  public static NodeId id(int seed) {
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return NodeKey.ofSeed(bytes).id();
  }

  public static PeerView peer() {
    return new PeerView(
        OTHER,
        PeerView.LinkState.RELAYED,
        new PathView(
            PathView.Kind.RELAY, "https://relay.example", Optional.of(Duration.ofMillis(20))),
        Why.NO_DIRECT_ANSWER,
        new app.bothways.net.report.Traffic(1, 2, 3, 4),
        THEN);
  }

  private void note(String call) throws Refusal {
    if (refusal.isPresent()) {
      throw new Refusal(Mistake.NOT_STARTED, refusal.get());
    }
    if (unwritten.isPresent()) {
      throw new UncheckedIOException(unwritten.get());
    }
    calls.add(call);
  }

  @Override
  public StatusView status() {
    return new StatusView(SELF, "Här", "0.1.0", Optional.of(RELAY), 1, 1, 1, Overall.IN_SYNC);
  }

  @Override
  public boolean firstStart() {
    return false;
  }

  @Override
  public void name(String name) throws Refusal {
    note("name " + name);
  }

  @Override
  public List<DeviceView> devices() {
    var device =
        new Device(OTHER, "Ana's laptop", "Linux", THEN, PathPolicy.AUTO, NodeAddr.of(OTHER));
    return List.of(new DeviceView(device, peer()));
  }

  @Override
  public void renameDevice(String device, String name) throws Refusal {
    note("rename " + device + " " + name);
  }

  @Override
  public void removeDevice(String device) throws Refusal {
    note("remove " + device);
  }

  @Override
  public void devicePolicy(String device, PathPolicy policy) throws Refusal {
    note("policy " + device + " " + policy);
  }

  @Override
  public PairingSession offerPairing(Consumer<PairingEvent> events) {
    calls.add("offer");
    pairings.add(events);
    return session();
  }

  @Override
  public PairingSession joinPairing(String link, Consumer<PairingEvent> events) throws Refusal {
    note("join " + link);
    pairings.add(events);
    return session();
  }

  private PairingSession session() {
    return new PairingSession() {
      @Override
      public void confirm() {
        calls.add("confirm");
      }

      @Override
      public void reject() {
        calls.add("reject");
      }

      @Override
      public void close() {
        calls.add("cancel");
      }
    };
  }

  @Override
  public List<FolderStatus> folders() {
    return List.of(
        new FolderStatus(
            FOLDER,
            "Photos",
            Path.of("/data/Photos"),
            FolderStatus.State.SYNCING,
            new FolderStatus.Totals(3, 1, 2048),
            new FolderStatus.Totals(5, 1, 4096),
            new FolderStatus.Need(2, 2048),
            List.of(new FolderStatus.Member(OTHER, true, 50)),
            List.of(
                new SyncError(
                    ErrorCode.PERMISSION_DENIED, "a/b", "It cannot be read.", "Allow it.")),
            1,
            1024,
            Optional.of(Duration.ofSeconds(2)),
            FolderMode.TWO_WAY,
            0,
            0));
  }

  @Override
  public FolderId addFolder(Path directory, Optional<String> name) throws Refusal {
    note("add " + directory + name.map(n -> " as " + n).orElse(""));
    return FOLDER;
  }

  @Override
  public void shareFolder(String folder, String device, FolderMode mode) throws Refusal {
    note("share " + folder + " " + device + " " + mode);
  }

  @Override
  public List<FolderOffer> offers() {
    return List.of(new FolderOffer("o1", FOLDER, "Photos", OTHER, FolderMode.SEND_ONLY, 5, 4096));
  }

  @Override
  public FolderId acceptOffer(String offer, Path directory, Optional<FolderMode> mode)
      throws Refusal {
    note("accept " + offer + " " + directory + mode.map(m -> " " + m).orElse(""));
    return FOLDER;
  }

  @Override
  public FolderCare care() {
    return care;
  }

  @Override
  public void declineOffer(String offer) throws Refusal {
    note("decline " + offer);
  }

  @Override
  public boolean awaitInSync(String folder, Duration timeout) throws Refusal, InterruptedException {
    note("await " + folder + " " + timeout.toMillis());
    if (!inSync && timeout.toHours() >= 1) {
      waiting.countDown();
      new CountDownLatch(1).await();
    }
    return inSync;
  }

  @Override
  public void scanFolder(String folder) throws Refusal {
    note("scan " + folder);
  }

  @Override
  public void decideDeletions(String folder, Deleted deleted) throws Refusal {
    note("deletions " + deleted + " " + folder);
  }

  @Override
  public app.bothways.sync.Traffic traffic(TrafficWish wish) throws Refusal {
    note("traffic " + wish);
    return app.bothways.sync.Traffic.DEFAULT;
  }

  @Override
  public void pauseFolder(String folder) throws Refusal {
    note("pause " + folder);
  }

  @Override
  public void resumeFolder(String folder) throws Refusal {
    note("resume " + folder);
  }

  @Override
  public void removeFolder(String folder) throws Refusal {
    note("forget " + folder);
  }

  @Override
  public NetworkView network() {
    return new NetworkView(
        SELF,
        Optional.of(RELAY),
        List.of(RELAY),
        NatView.NOTHING_KNOWN,
        List.of("127.0.0.1:5000"),
        List.of(peer()));
  }

  @Override
  public NetReport testNetwork() {
    return SampleReport.atHome();
  }

  public volatile List<LinkHour> past = List.of();

  @Override
  public LinkPast linkPast(String device, Duration back) {
    return new LinkPast(OTHER, Instant.parse("2026-10-22T00:00:00Z"), past, List.of());
  }

  @Override
  public String deviceName(NodeId id) {
    return id.equals(OTHER) ? "Ana's laptop" : id.shortText();
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
    return () -> {};
  }

  @Override
  public Subscription syncEvents(Consumer<SyncEvent> listener) {
    return () -> {};
  }

  /** As the node's own: events of the network. */
  public Subscription netEvents(Consumer<NetEvent> listener) {
    netListeners.add(listener);
    return () -> netListeners.remove(listener);
  }

  @Override
  public void close() {}
}
