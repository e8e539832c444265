package app.bothways.ui;

import app.bothways.app.DeviceView;
import app.bothways.net.PathPolicy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.pairing.Device;
import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderOffer;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.Member;
import app.bothways.sync.FolderStatus.Need;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.FolderStatus.Totals;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Devices and folders of an imaginary person. */
public final class Sample {
  public static final NodeId SELF = node(99);
  public static final RelayUrl RELAY = RelayUrl.parse("https://relay.example").orElseThrow();
  public static final String LINK =
      "BOTHWAYS://PAIR/AGBLODXOP4NFAON66B7MEND7AZXNBD25Y5ISIR7DIBBQ"
          + "AATLNZKFLFFAMVUF2ZGETAF3RVCUJKDSDKIA";

  private Sample() {}

  public static NodeId node(int n) {
    byte[] bytes = new byte[NodeId.LENGTH];
    Arrays.fill(bytes, (byte) n);
    return NodeId.of(bytes);
  }

  public static FolderId folderId(int n) {
    return new FolderId(("abcdefghijklmnopqrstuvwxy" + (char) ('a' + n)));
  }

  public static DeviceView device(int n, String name, String system, PeerView link) {
    Instant paired = Instant.EPOCH;
    return new DeviceView(
        new Device(node(n), name, system, paired, PathPolicy.AUTO, NodeAddr.of(node(n))), link);
  }

  public static PeerView direct(int n, String address, double ms, Traffic traffic) {
    return link(n, LinkState.DIRECT, path(PathView.Kind.DIRECT, address, ms), Why.DIRECT, traffic);
  }

  public static PeerView relayed(int n, double ms, Why why, Traffic traffic) {
    PathView path = path(PathView.Kind.RELAY, RELAY.toString(), ms);
    return link(n, LinkState.RELAYED, path, why, traffic);
  }

  public static PeerView offline(int n) {
    return link(n, LinkState.OFFLINE, PathView.NONE, Why.OFFLINE, Traffic.NONE);
  }

  public static PeerView link(int n, LinkState state, PathView path, Why why, Traffic traffic) {
    Instant since = Instant.now().minusSeconds(60L * 60 * n + 130);
    return new PeerView(node(n), state, path, why, traffic, since);
  }

  private static PathView path(PathView.Kind kind, String address, double ms) {
    return new PathView(kind, address, Optional.of(Duration.ofNanos((long) (ms * 1e6))));
  }

  public static RelayView relay(double ms) {
    Duration latency = Duration.ofNanos((long) (ms * 1e6));
    return new RelayView(RELAY, RelayView.State.CONNECTED, Optional.of(latency), "");
  }

  /** Three devices, one of them relayed, with traffic that grows with {@code second}. */
  public static List<DeviceView> devices(int second) {
    long up = 11_700_000L * second;
    return List.of(
        device(
            1,
            "Ana’s laptop",
            "Windows 11",
            direct(
                1,
                "192.168.1.24:41641",
                3.2,
                new Traffic(1_200_000_000L + up, 0, 312_000_000L, 4_100_000))),
        device(
            2,
            "Studio Mac",
            "macOS 26",
            direct(
                2,
                "84.17.3.201:50112",
                11.4 + Math.sin(second) * 2,
                new Traffic(
                    18_400_000_000L, 96_000_000, 2_000_000_000L + 3_400_000L * second, 12_000))),
        device(
            3,
            "Attic server",
            "Debian 12",
            relayed(
                3,
                74,
                Why.BOTH_NATS_HARD,
                new Traffic(0, 96_100_000_000L + 3_400_000L * second, 0, 44_000))));
  }

  public static FolderStatus folder(
      int n, String name, Path path, State state, Totals totals, List<Member> members) {
    return new FolderStatus(
        folderId(n),
        name,
        path,
        state,
        totals,
        totals,
        Need.NOTHING,
        members,
        List.of(),
        0,
        0,
        Optional.empty(),
        FolderMode.TWO_WAY,
        0,
        0);
  }

  /** The folder with something still to come. */
  public static FolderStatus needing(FolderStatus f, Need need, long rate, Duration eta) {
    return new FolderStatus(
        f.id(),
        f.name(),
        f.path(),
        State.SYNCING,
        f.local(),
        f.global(),
        need,
        f.members(),
        f.errors(),
        f.conflicts(),
        rate,
        Optional.of(eta),
        f.mode(),
        f.notTaken(),
        f.localOnly());
  }

  public static FolderStatus troubled(FolderStatus f, List<SyncError> errors, int conflicts) {
    return new FolderStatus(
        f.id(),
        f.name(),
        f.path(),
        f.state(),
        f.local(),
        f.global(),
        f.need(),
        f.members(),
        errors,
        conflicts,
        f.bytesPerSecond(),
        f.eta(),
        f.mode(),
        f.notTaken(),
        f.localOnly());
  }

  public static SyncError error(String path) {
    return new SyncError(
        ErrorCode.IN_USE,
        path,
        "Another program has this file open.",
        "It is tried again in a minute; close the program to have it sooner.");
  }

  public static Member member(int n, boolean connected, double completion) {
    return new Member(node(n), connected, completion);
  }

  public static List<FolderStatus> folders() {
    Path home = Path.of(System.getProperty("user.home"));
    var all = List.of(member(1, true, 100), member(2, true, 100), member(3, true, 100));
    FolderStatus photos =
        folder(
            0,
            "Photos",
            home.resolve("Pictures/Camera"),
            State.IN_SYNC,
            new Totals(18_204, 120, 96_400_000_000L),
            all);
    FolderStatus documents =
        needing(
            folder(
                1,
                "Documents",
                home.resolve("Documents"),
                State.SYNCING,
                new Totals(2_417, 300, 4_100_000_000L),
                all.subList(0, 2)),
            new Need(12, 1_476_000_000L),
            11_700_000,
            Duration.ofSeconds(126));
    FolderStatus music =
        troubled(
            folder(
                2,
                "Field recordings",
                Path.of("/media/audio/field"),
                State.IN_SYNC,
                new Totals(311, 12, 22_800_000_000L),
                all.subList(1, 3)),
            List.of(error("2026/birch/take 3.wav"), error("2026/birch/take 4.wav")),
            1);
    FolderStatus thesis =
        folder(
            3,
            "Thesis",
            home.resolve("work/thesis"),
            State.PAUSED,
            new Totals(156, 20, 812_000_000L),
            all.subList(0, 1));
    FolderStatus notes =
        folder(
            4,
            "Notes",
            home.resolve("Notes"),
            State.IN_SYNC,
            new Totals(48, 3, 310_000),
            List.of());
    return List.of(photos, documents, music, thesis, notes);
  }

  public static FolderOffer offer() {
    return new FolderOffer(
        "offer1", folderId(7), "Family videos", node(1), FolderMode.TWO_WAY, 412, 96_400_000_000L);
  }
}
