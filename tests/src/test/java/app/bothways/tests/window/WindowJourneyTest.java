package app.bothways.tests.window;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.home.Home;
import app.bothways.app.home.Settings;
import app.bothways.app.home.SettingsFile;
import app.bothways.app.node.AppNode;
import app.bothways.app.node.NodeStart;
import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Running;
import app.bothways.tests.harness.Samples;
import app.bothways.tests.harness.Tree;
import app.bothways.ui.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From the first start to a folder on two devices, in the window, over real sockets. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WindowJourneyTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Screen screen = new Screen();
  private Household household;
  private AppNode node;
  private CompletableFuture<Void> window;

  @BeforeEach
  void open() throws Exception {
    household = Household.open();
    var home = new Home(household.directory().resolve("window"));
    home.create();
    Settings settings = Settings.DEFAULT.withInterfaces(List.of("lo"));
    new SettingsFile(home).write(settings);
    node = NodeStart.open(home, settings);
    node.setting("theme", "light");
    window = CompletableFuture.runAsync(() -> Window.launch(node));
    screen.await("welcome-setup");
  }

  @AfterEach
  void close() throws Exception {
    try (Household _ = household;
        AppNode _ = node) {
      Window.close();
      window.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aFileArrivesAtADeviceThatReadTheCodeFromTheScreen() throws Exception {
    var ben = household.device("ben", "--interface", "lo", "--no-relay", "--no-lookup");
    ben.start();
    Path picture = firstStart();
    pair(ben, picture);
    Path source = share(ben);

    ben.accept(node.folders().getFirst().id().toString(), ben.folder());
    ben.inSync(node.folders().getFirst().id().toString(), SOON);
    assertThat(Tree.of(ben.folder()).items()).isEqualTo(Tree.of(source).items());
    assertThat(ben.folder().resolve("letter é.bin"))
        .hasSameBinaryContentAs(source.resolve("letter é.bin"));
    screen.awaitText("folder-badge-0", "Up to date"::equals);
    screen.shot("live-folders-light");
    insideTheFolder(ben, source);

    screen.click("nav-network");
    screen.awaitText("network-badge-0", "Direct"::equals);
    assertThat(screen.text("network-address-0")).matches("(127\\.0\\.0\\.1|\\[::1]):[0-9]+");
    screen.shot("live-network-light");
    screen.click("nav-devices");
    screen.awaitText("device-badge-0", "Direct"::equals);
    screen.shot("live-devices-light");
    theSameInTheDark();
  }

  /** From the greeting to the code; returns the picture of the screen that the other one reads. */
  private Path firstStart() throws IOException {
    screen.shot("live-welcome-light");
    screen.click("welcome-setup");
    screen.type("welcome-name", "Ana’s laptop");
    screen.shot("live-name-light");
    screen.click("welcome-continue");
    screen.await("pair-qr");
    screen.await("pair-link");
    assertThat(node.status().name()).isEqualTo("Ana’s laptop");
    return screen.shot("live-code-light");
  }

  private void pair(app.bothways.tests.harness.Home ben, Path picture) throws IOException {
    Running joining = ben.begin("join", "--image", picture.toString(), "--json", "--yes");
    String digits = joining.event("confirm", SOON).path("digits").asText();
    assertThat(screen.text("pair-digits").replace(" ", "")).isEqualTo(digits);
    assertThat(screen.text("pair-name")).contains("ben");
    assertThat(node.devices()).as("nobody is stored before both have confirmed").isEmpty();
    assertThat(ben.does("devices", "--json").out()).isEmpty();
    screen.shot("live-confirm-light");
    screen.click("confirm-match");
    joining.event("paired", SOON);
    joining.await(SOON).mustBe(0);
    screen.await("pair-done");
    screen.shot("live-paired-light");
    screen.click("pair-finish");
    screen.await("nav-folders");
    screen.await("add-folder");
  }

  private Path share(app.bothways.tests.harness.Home ben) throws IOException {
    Path source = Files.createDirectory(household.directory().resolve("Letters"));
    Files.write(
        source.resolve("letter é.bin"), Samples.bytes(300_000, Samples.random("WindowJourney")));
    Samples.text(source.resolve("deeper/note.txt"), "hello from the window\n");
    Window.addFolder(source);
    screen.awaitText("folder-name-0", "Letters"::equals);
    screen.chooseFirst("folder-share-now-0");
    screen.until("nobody is left to share with", () -> !shared(ben).isEmpty());
    return source;
  }

  /** What the other device deletes comes back from the versions here, and says why it is there. */
  private void insideTheFolder(app.bothways.tests.harness.Home ben, Path source)
      throws IOException {
    Path note = source.resolve("deeper/note.txt");
    Files.delete(ben.folder().resolve("deeper/note.txt"));
    screen.until("the deletion has come here", () -> Files.notExists(note));
    screen.chooseFirst("folder-menu-0");
    screen.awaitText("folder-title", "Letters"::equals);
    screen.shot("live-folder-light");
    screen.click("folder-tab-versions");
    screen.await("version-restore");
    screen.shot("live-folder-versions-light");
    screen.click("version-restore");
    screen.until("it is restored", () -> Files.exists(note));
    ben.inSync(node.folders().getFirst().id().toString(), SOON);
    assertThat(ben.folder().resolve("deeper/note.txt")).hasSameBinaryContentAs(note);
    screen.click("folder-tab-why");
    screen.type("why-path", "deeper/note.txt");
    screen.click("why-ask");
    screen.awaitText("why-text", said -> !said.isBlank());
    screen.shot("live-folder-why-light");
    screen.click("folder-back");
    screen.await("folder-name-0");
  }

  private List<?> shared(app.bothways.tests.harness.Home ben) {
    return node.folders().getFirst().members().stream()
        .filter(member -> member.id().toString().equals(ben.nodeId()))
        .toList();
  }

  private void theSameInTheDark() throws IOException {
    screen.click("nav-settings");
    screen.shot("live-settings-light");
    screen.click("theme-dark");
    screen.shot("live-settings-dark");
    for (String page : List.of("folders", "devices", "network")) {
      screen.click("nav-" + page);
      screen.shot("live-" + page + "-dark");
    }
    assertThat(node.setting("theme")).contains("dark");
  }
}
