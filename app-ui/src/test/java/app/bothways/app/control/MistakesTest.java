package app.bothways.app.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.app.FakeApp;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.control.ControlClient.Blame;
import app.bothways.app.control.ControlClient.CallException;
import app.bothways.app.home.Home;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked wrongly is refused with the code of the case, over the control socket. */
@Timeout(30)
class MistakesTest {
  @TempDir Path directory;

  private final FakeApp app = new FakeApp();
  private Home home;
  private ControlServer server;

  @BeforeEach
  void start() throws Refusal {
    home = new Home(directory.resolve("home"));
    home.create();
    Served served =
        new Served(
            app,
            app::netEvents,
            _ -> {
              throw new Refusal(Mistake.NO_DISPLAY, "there is no window");
            });
    server = ControlServer.start(home, served);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void refused(Mistake mistake, String method, ObjectNode params) {
    try (ControlClient client = ControlClient.connect(home).orElseThrow()) {
      assertThatThrownBy(() -> client.call(method, params))
          .isInstanceOfSatisfying(
              CallException.class,
              e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(mistake.word()));
    }
  }

  private static ObjectNode params() {
    return ControlClient.params();
  }

  @Test
  void aFolderThatNobodyKnowsIsNamedAsSuch() {
    refused(Mistake.NO_SUCH_FOLDER, "folder.status", params().put("folder", "nobody's"));
  }

  @Test
  void aWordThatIsNoneOfThoseThatHoldIsRefused() {
    ObjectNode policy = params().put("device", "x").put("policy", "sideways");
    refused(Mistake.UNKNOWN_WORD, "devices.policy", policy);
    ObjectNode mode = params().put("folder", FakeApp.FOLDER.text()).put("mode", "sideways");
    refused(Mistake.UNKNOWN_WORD, "folder.mode", mode);
  }

  @Test
  void whatNoSystemCanHoldIsNoPlaceForAFolder() {
    refused(Mistake.NOT_A_PLACE, "folder.add", params().put("path", "/a\u0000b"));
  }

  @Test
  void nobodyConfirmsAPairingThatIsNotGoingOn() {
    refused(Mistake.NO_PAIRING, "pair.confirm", params());
  }

  @Test
  void aNodeWithoutADisplayShowsNoWindow() {
    refused(Mistake.NO_DISPLAY, "window.show", params());
  }

  @Test
  void whatADiskCouldNotTakeIsNamedAndNotTheRequestsFault() {
    app.unwritten = Optional.of(new IOException("the list of devices: no space left"));
    refused(Mistake.NOT_WRITTEN, "devices.remove", params().put("device", "x"));
    try (ControlClient client = ControlClient.connect(home).orElseThrow()) {
      assertThatThrownBy(() -> client.call("devices.remove", params().put("device", "x")))
          .isInstanceOfSatisfying(
              CallException.class, e -> assertThat(e.blame()).isEqualTo(Blame.NODE))
          .hasMessage("The list of devices: no space left. " + Mistake.NOT_WRITTEN.next());
    }
  }

  @Test
  void aHomeThatCannotHoldASocketIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(
            () -> ControlServer.start(new Home(file), new Served(app, app::netEvents, _ -> {})))
        .isInstanceOfSatisfying(
            Refusal.class, e -> assertThat(e.code()).isEqualTo(Mistake.NO_CONTROL_SOCKET.word()));
  }

  @Test
  void everyMistakeHasANextStep() {
    for (Mistake mistake : Mistake.values()) {
      assertThat(mistake.next()).as(mistake.word()).endsWith(".");
    }
  }
}
