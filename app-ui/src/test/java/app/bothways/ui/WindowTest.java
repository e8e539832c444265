package app.bothways.ui;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import app.bothways.pairing.DeviceInfo;
import app.bothways.pairing.PairingCode;
import app.bothways.pairing.PairingEvent;
import app.bothways.ui.parts.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.scene.control.MenuButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.text.Font;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void theWindowLivesUntilItIsClosedAndCanBeOpenedAgain() throws Exception {
    for (int round = 0; round < 2; round++) {
      FakeApp app = new FakeApp();
      var launched = CompletableFuture.runAsync(() -> Window.launch(app));
      Window.startToolkit();
      Fx.until("the window is open", () -> !Stage.getWindows().isEmpty());
      Window.show();
      assertThat(launched).isNotDone();
      Window.addFolder(Path.of("some", "folder"));
      Fx.until(
          "the folder was asked for", () -> app.asked.contains("add " + Path.of("some", "folder")));
      Fx.until(
          "the window closes",
          () -> {
            Window.close();
            return Stage.getWindows().isEmpty();
          });
      launched.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aWindowThatNobodySeesFollowsNothing() {
    FakeApp app = new FakeApp();
    try (TestWindow w = new TestWindow(app)) {
      assertThat(app.followers()).isEqualTo(1);
      Fx.run(() -> w.window.stage().setIconified(true));
      Fx.until("nobody follows", () -> app.followers() == 0);
      Fx.run(() -> w.window.stage().setIconified(false));
      Fx.until("the window follows again", () -> app.followers() == 1);
    }
    assertThat(app.followers()).isZero();
  }

  @Test
  void closingTheWindowGivesUpThePairing() {
    FakeApp app = new FakeApp();
    TestWindow w = new TestWindow(app);
    w.fx.click("#nav-devices");
    w.fx.click("#pair-show");
    Fx.until("a code was asked for", () -> app.pairing.isPresent());
    w.app.tell(
        new PairingEvent.Code(PairingCode.parse(Sample.LINK), Instant.now().plusSeconds(60)));
    w.fx.await("#pair-link");
    w.close();
    Fx.until("the session was closed", () -> app.asked.contains("close"));
    assertThat(w.closed).isTrue();
  }

  @Test
  void firstStartLeadsFromTheNameOverPairingToTheFolders() {
    FakeApp app = new FakeApp();
    app.firstStart = true;
    try (TestWindow w = new TestWindow(app)) {
      w.fx.click("#welcome-join");
      w.fx.type("#welcome-name", "  ");
      w.fx.click("#welcome-continue");
      w.fx.await("#welcome-problem");
      w.fx.type("#welcome-name", "birch ß é");
      w.fx.click("#welcome-continue");
      w.fx.type("#pair-text", Sample.LINK);
      assertThat(app.asked).containsExactly("name birch ß é");
      w.fx.click("#pair-use");
      Fx.until("the link was used", () -> app.asked.contains("join " + Sample.LINK));
      Fx.until("the session began", () -> app.pairing.isPresent());
      app.tell(
          new PairingEvent.Confirm(
              Sample.node(1),
              new DeviceInfo("Studio Mac", "macOS 26"),
              "480271",
              PairingEvent.Way.LAN));
      assertThat(w.fx.text("#pair-digits")).isEqualTo("480 271");
      w.fx.click("#confirm-match");
      Fx.until("the app was told", () -> app.asked.contains("confirm"));
      app.devices = Sample.devices(0).subList(0, 1);
      app.tell(new PairingEvent.Paired(app.devices.getFirst().device()));
      w.fx.click("#pair-finish");
      w.fx.await("#nav-folders");
      w.fx.await("#add-folder");
    }
  }

  @Test
  void aQuestionOfTheOtherDeviceComesToTheFront() {
    FakeApp app = new FakeApp();
    app.devices = Sample.devices(0);
    try (TestWindow w = new TestWindow(app)) {
      w.fx.click("#nav-devices");
      w.fx.click("#add-device");
      Fx.until("a code was asked for", () -> app.pairing.isPresent());
      app.tell(
          new PairingEvent.Code(PairingCode.parse(Sample.LINK), Instant.now().plusSeconds(60)));
      w.fx.await("#pair-qr");
      w.fx.click("#nav-folders");
      app.tell(
          new PairingEvent.Confirm(
              Sample.node(7), new DeviceInfo("Tablet", ""), "000123", PairingEvent.Way.RELAY));
      assertThat(w.fx.text("#pair-digits")).isEqualTo("000 123");
      w.fx.click("#confirm-no-match");
      Fx.until("the app was told", () -> app.asked.contains("reject"));
      app.tell(new PairingEvent.Failed(PairingEvent.Reason.REJECTED, ""));
      w.fx.await("#pair-failed");
      w.fx.click("#pair-leave");
      w.fx.await("#add-device");
    }
  }

  @Test
  void unpairingAsksOnceAndRenamingKeepsTheCard() {
    FakeApp app = new FakeApp();
    app.devices = Sample.devices(0);
    try (TestWindow w = new TestWindow(app)) {
      w.fx.click("#nav-devices");
      w.fx.choose("#device-menu-0", "device-rename-0");
      w.fx.type("#device-name-field-0", "Ana’s old laptop");
      w.fx.click("#device-name-save-0");
      Fx.until("renamed", () -> app.devices.getFirst().device().name().equals("Ana’s old laptop"));
      w.fx.choose("#device-menu-1", "device-unpair-1");
      w.fx.await("#device-unpair-yes-1");
      assertThat(app.asked).noneMatch(a -> a.startsWith("remove"));
      w.fx.click("#device-unpair-yes-1");
      Fx.until("one is gone", () -> app.devices.size() == 2);
      assertThat(PathPolicy.values()).hasSize(4);
    }
  }

  @Test
  void ctrlVAnywhereUsesALinkFromTheClipboard() {
    FakeApp app = new FakeApp();
    try (TestWindow w = new TestWindow(app)) {
      w.fx.await("#nav-network");
      Fx.run(
          () -> {
            Problem.copy(Sample.LINK);
            var root = w.window.stage().getScene().getRoot();
            root.fireEvent(
                new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.V, false, true, false, false));
          });
      Fx.until("the link was used", () -> app.asked.contains("join " + Sample.LINK));
      w.fx.await("#pair-cancel");
    }
  }

  @Test
  void aNewFolderIsSharedFromItsRow() {
    FakeApp app = new FakeApp();
    app.devices = Sample.devices(0);
    app.folders = Sample.folders();
    try (TestWindow w = new TestWindow(app)) {
      w.fx.choose("#folder-share-now-4", "folder-share-now-4-1");
      Fx.until("shared", () -> app.asked.contains("share TWO_WAY"));
      assertThat(w.fx.has("#folder-share-now-0")).isFalse();
    }
  }

  @Test
  void aRefusalStandsOnThePageUntilItIsDismissed() {
    FakeApp app = new FakeApp();
    app.folders = Sample.folders();
    app.refuse = Optional.of("The folder is busy.");
    try (TestWindow w = new TestWindow(app)) {
      w.fx.await("#folder-badge-0");
      w.fx.choose("#folder-menu-0", "folder-scan-0");
      w.fx.await("#folders-problem");
      w.fx.click("#folders-problem-close");
      Fx.until("it is gone", () -> !w.window.models().folders().problem().get().contains("busy"));
      assertThat(w.fx.has("#folders-problem")).isFalse();
    }
  }

  @Test
  void anOpenMenuOutlivesNewNumbers() {
    FakeApp app = new FakeApp();
    app.devices = Sample.devices(0);
    try (TestWindow w = new TestWindow(app)) {
      w.fx.click("#nav-devices");
      w.fx.await("#device-menu-0");
      var before = Fx.call(() -> w.window.stage().getScene().lookup("#device-menu-0"));
      app.devices = Sample.devices(30);
      app.changed();
      Fx.until(
          "new numbers",
          () -> w.window.models().devices().rows().get().getFirst().sent().equals("1.6 GB"));
      var after = Fx.call(() -> w.window.stage().getScene().lookup("#device-menu-0"));
      assertThat(after).isSameAs(before).isInstanceOf(MenuButton.class);
    }
  }

  @Test
  void choosingAThemeChangesTheWindowAndIsKept() {
    FakeApp app = new FakeApp();
    app.settings.put("theme", "light");
    try (TestWindow w = new TestWindow(app)) {
      w.fx.click("#nav-settings");
      w.fx.click("#theme-dark");
      Fx.until(
          "the window is dark",
          () -> w.window.stage().getScene().getRoot().getStyleClass().contains("dark"));
      Fx.until("it is kept", () -> "dark".equals(app.settings.get("theme")));
      w.fx.type("#settings-name", "birch");
      Fx.run(
          () ->
              w.window
                  .stage()
                  .getScene()
                  .lookup("#settings-name")
                  .fireEvent(new javafx.event.ActionEvent()));
      Fx.until("the name is kept", () -> app.name.equals("birch"));
    }
  }

  @Test
  void theFacesAreKnownByTheNamesThatTheStyleSheetUses() {
    Window.startToolkit();
    for (String family : new String[] {"Inter", "Inter Medium", "Inter Semi Bold"}) {
      assertThat(Fx.call(() -> Font.font(family, 14).getFamily())).isEqualTo(family);
    }
  }
}
