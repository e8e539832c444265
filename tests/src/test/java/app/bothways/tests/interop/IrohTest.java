package app.bothways.tests.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Running;
import app.bothways.tests.natlab.NatLab;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two endpoints of iroh that can meet by our relay alone. */
@Tag("natlab")
@Timeout(240)
class IrohTest {
  private static final Path DIRECTORY = Path.of("interop").toAbsolutePath();
  private static final Path PEER = DIRECTORY.resolve("peer.mjs");
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int BYTES = 20 << 20;
  private static final String TOKEN = "let-me-in";
  private static final String HOST = "203.0.113.10";

  @BeforeEach
  void irohIsThere() {
    assumeTrue(
        Files.isDirectory(DIRECTORY.resolve("node_modules/@number0/iroh")),
        "the package @number0/iroh is missing: npm ci --prefix tests/interop");
    assumeTrue(NatLab.onPath("node"), "the program node is missing");
  }

  @Test
  void withTheRightTokenTheyEchoThroughTheRelayAlsoWhenItRestartsInBetween() throws Exception {
    try (NatLab lab = NatLab.up("cone");
        Household household = Household.open()) {
      assertThat(lab.natlab("cut-direct", "udp")).isZero();
      Household.Relay relay = relay(household, lab, 3340);
      Running stranger = iroh(household, lab, "b", "online", relay, "wrong", "3");
      Running server = iroh(household, lab, "b", "serve", relay, TOKEN);
      String id = server.event("online", PATIENCE).path("id").asText();
      Running dialler = dial(household, lab, relay, id);
      dialler.event("quarter", PATIENCE);
      relay.process().kill();
      Household.Relay again = relay(household, lab, 3340);
      JsonNode done = assertEchoedByRelay("relay restarted", dialler);
      // Else all had come back before the relay died, and nothing would be proven.
      assertThat(done.path("longestGapMs").asLong()).as(done.toString()).isGreaterThan(200);
      assertThat(stranger.event("tried", PATIENCE).path("admitted").asBoolean()).isFalse();
      assertThat(again.url()).isEqualTo(relay.url());
    }
  }

  @Test
  void whereUdpIsBlockedTheyEchoThroughTheRelayOnPort80() throws Exception {
    try (NatLab lab = NatLab.up("udp-blocked");
        Household household = Household.open()) {
      Household.Relay relay = relay(household, lab, 80);
      Running server = iroh(household, lab, "b", "serve", relay, TOKEN);
      String id = server.event("online", PATIENCE).path("id").asText();
      assertEchoedByRelay("udp blocked", dial(household, lab, relay, id));
    }
  }

  private static JsonNode assertEchoedByRelay(String what, Running dialler) {
    JsonNode done =
        dialler.row(
            row -> List.of("echoed", "failed").contains(row.path("event").asText()),
            "end of the echo",
            PATIENCE);
    System.out.println("iroh, " + what + ": " + done);
    assertThat(done.path("event").asText()).as(done.toString()).isEqualTo("echoed");
    assertThat(done.path("bytes").asInt()).isEqualTo(BYTES);
    for (JsonNode path : done.path("paths")) {
      boolean relayed = path.path("relay").asBoolean();
      assertThat(relayed || !path.path("selected").asBoolean()).as(done.toString()).isTrue();
    }
    return done;
  }

  private static Household.Relay relay(Household household, NatLab lab, int port) {
    return household.relay(lab.in("relay"), HOST + ":" + port, "--access", "token:" + TOKEN);
  }

  private static Running dial(Household household, NatLab lab, Household.Relay relay, String id) {
    return iroh(household, lab, "a", "dial", relay, TOKEN, id, "" + BYTES);
  }

  private static Running iroh(
      Household household,
      NatLab lab,
      String host,
      String mode,
      Household.Relay relay,
      String... rest) {
    var arguments = new java.util.ArrayList<>(List.of(mode, relay.url()));
    arguments.addAll(List.of(rest));
    return household.start(lab.in(host).running("node", PEER.toString()), arguments);
  }
}
