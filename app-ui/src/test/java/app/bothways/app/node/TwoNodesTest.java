package app.bothways.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.app.Mistake;
import app.bothways.app.Overall;
import app.bothways.app.Refusal;
import app.bothways.app.home.Home;
import app.bothways.app.home.Settings;
import app.bothways.app.home.SettingsFile;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.RelayMode;
import app.bothways.net.Subscription;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.RelayView;
import app.bothways.pairing.PairingEvent;
import app.bothways.pairing.PairingSession;
import app.bothways.sync.FolderMode;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two real nodes on the loopback interface: real sockets, databases and files. */
@Timeout(120)
class TwoNodesTest {
  @TempDir Path directory;

  private AppNode node(String name, RelayServer relay) throws Exception {
    Home home = new Home(directory.resolve(name));
    home.create();
    String loopback =
        NetworkInterface.networkInterfaces()
            .filter(TwoNodesTest::loopback)
            .findFirst()
            .orElseThrow()
            .getName();
    var settings =
        new Settings(
            Optional.of(name),
            0,
            new RelayMode.Custom(List.of(RelayMode.Relay.of(relay.url()))),
            new Settings.Reach(DirectMode.ON, MdnsMode.OFF, Settings.LookupMode.OFF),
            List.of(loopback));
    new SettingsFile(home).write(settings);
    return NodeStart.open(home, settings);
  }

  private static String code(ThrowableAssert.ThrowingCallable asked) {
    return assertThatExceptionOfType(Refusal.class).isThrownBy(asked).actual().code();
  }

  @Test
  void whatCannotBeUsedIsRefusedWithItsCode() throws Exception {
    try (RelayServer relay = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0));
        AppNode ana = node("Ana", relay)) {
      assertThat(code(() -> ana.joinPairing("hello", _ -> {})))
          .isEqualTo(Mistake.NOT_A_LINK.word());
      var link = new CompletableFuture<String>();
      try (var _ =
          ana.offerPairing(
              event -> {
                if (event instanceof PairingEvent.Code shown) {
                  link.complete(shown.code().link());
                }
              })) {
        String own = link.get(20, TimeUnit.SECONDS);
        assertThat(code(() -> ana.joinPairing(own, _ -> {}))).isEqualTo(Mistake.OWN_CODE.word());
      }
      Home second = new Home(directory.resolve("second"));
      second.create();
      var taken =
          new Settings(
              Optional.of("second"),
              ana.port(),
              new RelayMode.Disabled(),
              new Settings.Reach(DirectMode.ON, MdnsMode.OFF, Settings.LookupMode.OFF),
              List.of());
      assertThat(code(() -> NodeStart.open(second, taken))).isEqualTo(Mistake.NOT_STARTED.word());
    }
  }

  private static boolean loopback(NetworkInterface each) {
    try {
      return each.isLoopback();
    } catch (java.net.SocketException e) {
      return false;
    }
  }

  @Test
  void pairedNodesSyncAFolderMeetAgainAfterARestartAndPartWhenUnpaired() throws Exception {
    Path here = Files.createDirectory(directory.resolve("here"));
    Path there = directory.resolve("there");
    Files.writeString(here.resolve("a.txt"), "from here");
    try (RelayServer relay = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0));
        AppNode ana = node("Ana", relay)) {
      int port;
      try (AppNode bob = node("Bob", relay)) {
        port = bob.port();
        pair(ana, bob);
        assertThat(ana.deviceName(bob.id())).isEqualTo("Bob");
        String folder = ana.addFolder(here, Optional.of("Shared")).toString();
        ana.shareFolder("Shared", "bob", FolderMode.TWO_WAY);
        await(bob, () -> !bob.offers().isEmpty());
        bob.acceptOffer(bob.offers().getFirst().offer(), there, Optional.empty());
        assertThat(bob.awaitInSync(folder, Duration.ofSeconds(40))).isTrue();
        assertThat(there.resolve("a.txt")).hasContent("from here");
        // What he wrote himself he may be looking at once more.
        await(bob, () -> bob.status().overall() == Overall.IN_SYNC);
        assertThat(bob.status().connected()).isEqualTo(1);
      }
      Files.writeString(here.resolve("b.txt"), "while away");
      try (AppNode bob = node("Bob", relay)) {
        assertThat(bob.port()).as("the port is kept").isEqualTo(port);
        await(bob, () -> bob.status().connected() == 1);
        await(bob, () -> Files.exists(there.resolve("b.txt")));
        assertThat(there.resolve("b.txt")).hasContent("while away");
        ana.removeDevice("Bob");
        assertThat(ana.devices()).isEmpty();
        assertThat(ana.network().peers()).isEmpty();
        assertThat(ana.folders().getFirst().members()).isEmpty();
        await(bob, () -> bob.status().connected() == 0);
        assertThat(there.resolve("a.txt")).exists();
      }
    }
  }

  @Test
  void whatCannotBeDoneIsRefusedWithASentence() throws Exception {
    try (RelayServer relay = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0));
        AppNode ana = node("Ana", relay)) {
      assertRefused(() -> ana.joinPairing("garbage", _ -> {}), "not a Bothways pairing link");
      assertRefused(() -> ana.addFolder(directory.resolve("nothing"), Optional.empty()), "");
      assertRefused(() -> ana.removeDevice("nobody"), "no device is paired yet");
      assertRefused(() -> ana.pauseFolder("nothing"), "there is no folder yet");
      assertRefused(() -> ana.name("\n"), "1 to 64 characters");
      var own = new CompletableFuture<String>();
      try (PairingSession _ =
          ana.offerPairing(
              event -> {
                if (event instanceof PairingEvent.Code code) {
                  own.complete(code.code().link());
                }
              })) {
        String link = own.get(10, TimeUnit.SECONDS);
        assertRefused(() -> ana.joinPairing(link, _ -> {}), "this very device");
      }
      ana.name("Änne");
      assertThat(new SettingsFile(new Home(directory.resolve("Ana"))).read().name())
          .contains("Änne");
      assertThat(ana.status().name()).isEqualTo("Änne");
    }
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static void assertRefused(Attempt attempt, String words) {
    assertThatThrownBy(attempt::run).isInstanceOf(Refusal.class).hasMessageContaining(words);
  }

  private static void pair(AppNode ana, AppNode bob) throws Exception {
    for (AppNode each : List.of(ana, bob)) {
      await(
          each,
          () ->
              each.network()
                  .homeRelay()
                  .filter(relay -> relay.state() == RelayView.State.CONNECTED)
                  .isPresent());
    }
    var code = new CompletableFuture<String>();
    var anaEnd = new CompletableFuture<PairingEvent>();
    var bobEnd = new CompletableFuture<PairingEvent>();
    var anaSession = new CompletableFuture<PairingSession>();
    anaSession.complete(ana.offerPairing(e -> answer(e, code, anaSession, anaEnd)));
    var bobSession = new CompletableFuture<PairingSession>();
    String link = code.get(20, TimeUnit.SECONDS);
    bobSession.complete(bob.joinPairing(link, e -> answer(e, code, bobSession, bobEnd)));
    assertThat(anaEnd.get(30, TimeUnit.SECONDS)).isInstanceOf(PairingEvent.Paired.class);
    assertThat(bobEnd.get(30, TimeUnit.SECONDS)).isInstanceOf(PairingEvent.Paired.class);
  }

  private static void answer(
      PairingEvent event,
      CompletableFuture<String> code,
      CompletableFuture<PairingSession> session,
      CompletableFuture<PairingEvent> end) {
    switch (event) {
      case PairingEvent.Code made -> code.complete(made.code().link());
      case PairingEvent.Confirm _ -> session.thenAccept(PairingSession::confirm);
      case PairingEvent.Paired _, PairingEvent.Failed _ -> end.complete(event);
      case PairingEvent.Race _, PairingEvent.WaitingForOther _ -> {}
    }
  }

  private static void await(AppNode node, BooleanSupplier condition) throws Exception {
    var changed = new Semaphore(0);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    try (Subscription _ = node.changes(changed::release)) {
      while (!condition.getAsBoolean()) {
        assertThat(System.nanoTime()).as("in time").isLessThan(end);
        // A change of the node wakes this; what changes only on disk is looked at each second.
        if (changed.tryAcquire(1, TimeUnit.SECONDS)) {
          changed.drainPermits();
        }
      }
    }
  }
}
