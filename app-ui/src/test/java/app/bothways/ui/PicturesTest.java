package app.bothways.ui;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.Refusal;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.pairing.DeviceInfo;
import app.bothways.pairing.PairingCode;
import app.bothways.pairing.PairingEvent;
import app.bothways.sync.FolderMode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walks through all screens in both themes and takes a picture of each, into {@code target/shots}.
 * To renew those of the documentation:
 *
 * <pre>mvn -pl app-ui -am test -Dtest=PicturesTest -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dbothways.pictures=$PWD/docs/pictures</pre>
 */
class PicturesTest {
  private static final Path SHOTS = Path.of("target/shots");

  /** Those that the documentation shows. */
  private static final Set<String> DOCUMENTED =
      Set.of(
          "welcome",
          "name",
          "devices",
          "pairing-code",
          "pairing-confirm",
          "folders",
          "folders-offer",
          "folder",
          "folder-conflicts",
          "folder-versions",
          "folder-why",
          "network",
          "settings");

  private static BufferedImage shot(TestWindow w, String name, String theme) {
    String file = name + "-" + theme + ".png";
    String documentation = System.getProperty("bothways.pictures", "");
    if (!documentation.isEmpty() && DOCUMENTED.contains(name)) {
      w.fx.shot(Path.of(documentation, file));
    }
    return w.fx.shot(SHOTS.resolve(file));
  }

  private static FakeApp app(String theme) {
    FakeApp app = new FakeApp();
    app.settings.put("theme", theme);
    return app;
  }

  private static PairingEvent.Code code() {
    return new PairingEvent.Code(PairingCode.parse(Sample.LINK), Instant.now().plusSeconds(273));
  }

  private static void showCode(TestWindow w) {
    Fx.until("a code was asked for", () -> w.app.pairing.isPresent());
    w.app.tell(code());
    w.fx.await("#pair-qr");
    Fx.until("the countdown runs", () -> !w.window.models().pairing().countdown().get().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void theFirstStart(String theme) {
    FakeApp app = app(theme);
    app.firstStart = true;
    try (TestWindow w = new TestWindow(app)) {
      w.fx.await("#welcome-setup");
      assertThat(w.fx.has("#nav-folders")).isFalse();
      BufferedImage picture = shot(w, "welcome", theme);
      assertThat(picture.getRGB(4, 4) & 0xff).isEqualTo(theme.equals("dark") ? 0x1c : 0xfa);
      w.fx.click("#welcome-setup");
      w.fx.await("#welcome-name");
      shot(w, "name", theme);
      w.fx.click("#welcome-continue");
      showCode(w);
      shot(w, "pairing-first", theme);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void whatCouldNotBeWrittenDown(String theme) {
    FakeApp app = app(theme);
    app.folders = Sample.folders();
    var full = new IOException("the list of folders cannot be written: No space left on device");
    app.refuse = Optional.of(Refusal.notWritten(new UncheckedIOException(full)).getMessage());
    try (TestWindow w = new TestWindow(app)) {
      w.fx.await("#folder-badge-0");
      w.fx.choose("#folder-menu-0", "folder-scan-0");
      w.fx.await("#folders-problem");
      shot(w, "folders-problem", theme);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void devicesAndPairing(String theme) {
    FakeApp app = app(theme);
    app.devices = Sample.devices(0);
    app.folders = Sample.folders().subList(0, 1);
    try (TestWindow w = new TestWindow(app)) {
      w.fx.click("#nav-devices");
      w.fx.await("#device-badge-2");
      shot(w, "devices", theme);
      w.fx.click("#add-device");
      showCode(w);
      shot(w, "pairing-code", theme);
      w.app.tell(
          new PairingEvent.Confirm(
              Sample.node(5),
              new DeviceInfo("Kitchen tablet", "Fedora 43"),
              "480271",
              PairingEvent.Way.LAN));
      w.fx.await("#pair-digits");
      shot(w, "pairing-confirm", theme);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void foldersAndOffers(String theme) {
    FakeApp app = app(theme);
    app.devices = Sample.devices(0);
    app.folders = Sample.folders();
    try (TestWindow w = new TestWindow(app)) {
      w.fx.await("#folder-badge-0");
      shot(w, "folders", theme);
      w.fx.click("#folder-problems-2");
      w.fx.choose("#folder-menu-3", "folder-stop-3");
      shot(w, "folders-problems", theme);
      app.folders = Sample.folders().subList(0, 1);
      app.offers = List.of(Sample.offer());
      app.changed();
      w.fx.await("#offer-accept-0");
      shot(w, "folders-offer", theme);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void oneFolderFromTheInside(String theme) {
    FakeApp app = app(theme);
    app.devices = Sample.devices(0);
    Inside.fill(app);
    app.folders =
        List.of(
            Inside.receiving(),
            Inside.folder(FolderMode.RECEIVE_ONLY, 0, 2),
            Inside.held(Sample.folders().getFirst()),
            Inside.scrambled());
    try (TestWindow w = new TestWindow(app)) {
      inside(w, "", theme);
      small(w);
      w.fx.click("#folder-back");
      inside(w, "-small", theme);
    }
  }

  private static void small(TestWindow w) {
    Fx.run(
        () -> {
          w.window.stage().setWidth(860);
          w.window.stage().setHeight(600);
        });
  }

  private static void inside(TestWindow w, String size, String theme) {
    w.fx.choose("#folder-menu-0", "folder-details-0");
    assertThat(w.fx.text("#folder-title")).isEqualTo("Documents");
    shot(w, "folder" + size, theme);
    w.fx.click("#folder-back");
    w.fx.choose("#folder-menu-2", "folder-details-2");
    w.fx.await("#folder-held");
    shot(w, "folder-held" + size, theme);
    w.fx.click("#folder-back");
    w.fx.choose("#folder-menu-3", "folder-details-3");
    w.fx.await("#folder-held-pause");
    shot(w, "folder-scrambled" + size, theme);
    w.fx.click("#folder-back");
    w.fx.choose("#folder-menu-1", "folder-details-1");
    w.fx.click("#folder-settle");
    w.fx.await("#folder-settle-yes");
    shot(w, "folder-mode" + size, theme);
    w.fx.click("#folder-tab-conflicts");
    w.fx.await("#conflict-keep-both");
    shot(w, "folder-conflicts" + size, theme);
    w.fx.click("#folder-tab-versions");
    w.fx.await("#version-restore");
    shot(w, "folder-versions" + size, theme);
    w.fx.click("#folder-tab-why");
    w.fx.type("#why-path", "2026/birch/take 3.wav");
    w.fx.click("#why-ask");
    w.fx.await("#why-answer");
    shot(w, "folder-why" + size, theme);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void networkAndSettings(String theme) {
    FakeApp app = app(theme);
    app.devices = Sample.devices(0);
    app.folders = Sample.folders().subList(0, 1);
    app.relay = Optional.of(Sample.relay(38));
    app.past = NetworkPast::hours;
    try (TestWindow w = new TestWindow(app)) {
      w.fx.click("#nav-network");
      w.fx.await("#network-past-2");
      NetworkPast.fill(w, 360);
      shot(w, "network", theme);
      assertThat(w.fx.text("#network-badge-2")).isEqualTo("Relayed");
      w.fx.click("#network-test");
      w.fx.await("#network-test-copy");
      shot(w, "network-test", theme);
      small(w);
      shot(w, "network-test-small", theme);
      w.fx.click("#network-test-copy");
      assertThat(w.fx.text("#network-test-copy")).isEqualTo("Copied");
      w.fx.click("#network-test-close");
      assertThat(w.fx.has("#network-test-card")).isFalse();
      assertThat(w.fx.text("#network-past-0")).startsWith("30 days: ");
      shot(w, "network-small", theme);
      w.fx.click("#nav-settings");
      w.fx.await("#settings-name");
      shot(w, "settings", theme);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void nothingThereYetAndFarTooMuch(String theme) {
    FakeApp app = app(theme);
    try (TestWindow w = new TestWindow(app)) {
      w.fx.await("#drop-folder");
      shot(w, "empty-folders", theme);
      w.fx.click("#nav-devices");
      w.fx.await("#pair-show");
      shot(w, "empty-devices", theme);
      w.fx.click("#nav-network");
      shot(w, "empty-network", theme);
      Fx.run(
          () -> {
            w.window.stage().setWidth(860);
            w.window.stage().setHeight(600);
          });
      app.devices = Extreme.devices();
      app.folders = Extreme.folders();
      app.offers = List.of(Extreme.offer());
      app.changed();
      w.fx.await("#network-badge-1");
      shot(w, "extreme-network", theme);
      w.fx.click("#nav-folders");
      w.fx.await("#folder-badge-2");
      shot(w, "extreme-folders", theme);
      w.fx.click("#nav-devices");
      w.fx.click("#add-device");
      showCode(w);
      shot(w, "extreme-devices", theme);
      assertThat(app.devices).anyMatch(d -> d.link().link() == LinkState.OFFLINE);
    }
  }
}
