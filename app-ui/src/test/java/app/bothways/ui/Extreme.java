package app.bothways.ui;

import app.bothways.app.DeviceView;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.sync.FolderMode;
import app.bothways.sync.FolderOffer;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.FolderStatus.Need;
import app.bothways.sync.FolderStatus.State;
import app.bothways.sync.FolderStatus.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Names as long, numbers as large, and states as odd as they can be. */
final class Extreme {
  static final String LONG_NAME =
      "The extraordinarily long-named workstation 🖥️ of Großtante Adelheid";

  private Extreme() {}

  static List<DeviceView> devices() {
    Traffic huge =
        new Traffic(
            987_654_321_098_765L, 123_456_789_012_345L, 987_654_321_098_765L, 999_499_999_999L);
    String v6 = "[2001:0db8:85a3:08d3:1319:8a2e:0370:7344]:65535";
    return List.of(
        Sample.device(
            1, LONG_NAME, "Windows 11 Pro for Workstations", Sample.direct(1, v6, 12345, huge)),
        Sample.device(2, "🦊", "", Sample.relayed(2, 1234, Why.NO_DIRECT_ANSWER, huge)),
        Sample.device(3, "Attic server", "Debian 12", Sample.offline(300)),
        Sample.device(
            4,
            "Träumerei",
            "macOS 26",
            Sample.link(4, LinkState.CONNECTING, PathView.NONE, Why.CONNECTING, Traffic.NONE)));
  }

  static List<FolderStatus> folders() {
    Path deep =
        Path.of("/media/somebody/An external disk with a name/and/many/levels/below/it/photos");
    Totals totals = new Totals(100_000, 4_000, 987_654_321_098_765L);
    var member = List.of(Sample.member(1, true, 40));
    FolderStatus busy =
        Sample.needing(
            Sample.folder(0, LONG_NAME, deep, State.SYNCING, totals, member),
            new Need(99_999, 900_000_000_000_000L),
            1_234_567_890,
            Duration.ofDays(8).plusHours(7));
    FolderStatus sending = Sample.folder(1, "🎉🎉🎉", deep, State.SYNCING, totals, member);
    FolderStatus broken =
        Sample.troubled(
            Sample.folder(2, "Broken", deep, State.ERROR, totals, member),
            java.util.stream.IntStream.range(0, 100_000)
                .mapToObj(i -> Sample.error("deep/below/" + i))
                .toList(),
            7);
    return List.of(busy, sending, broken);
  }

  static FolderOffer offer() {
    return new FolderOffer(
        "o",
        Sample.folderId(3),
        LONG_NAME + "/../..",
        Sample.node(1),
        FolderMode.TWO_WAY,
        100_000,
        987_654_321_098_765L);
  }
}
