package app.bothways.tests.carriage;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.tests.harness.Command;
import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Running;
import app.bothways.tests.harness.Sockets;
import app.bothways.tests.harness.Tap;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which way the bytes went, as seen by somebody outside the processes that sent them. */
@Tag("journey")
@Timeout(600)
class CarriageTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Command NODE = Command.of(EchoNode.class);
  private static final long SIZE = 64 << 20;

  @Test
  void withoutAnyIpTransportEveryByteGoesByRelayWhichCanReadNone() throws IOException {
    byte[] canary = EchoNode.CANARY.getBytes(StandardCharsets.US_ASCII);
    try (Household household = Household.open();
        Tap tap = Tap.before(household.relay().port())) {
      tap.lookFor(canary);
      Running server = household.start(NODE, List.of("serve", "off", tap.url()));
      String key = server.event("ready", PATIENCE).path("key").asText();
      byte[] id = NodeId.parse(key).orElseThrow().bytes();
      tap.lookFor(id);
      Running client =
          household.start(NODE, List.of("echo", "off", tap.url(), key, Long.toString(SIZE)));
      client.event("up", PATIENCE);
      assertNoUdp(client);
      assertNoUdp(server);
      JsonNode served = server.event("served", PATIENCE);
      assertNoUdp(server);
      JsonNode echoed = client.event("echoed", PATIENCE);
      client.await(PATIENCE).mustBe(0);

      assertThat(echoed.path("echoed").asLong()).isEqualTo(SIZE);
      assertOnlyRelayed(echoed);
      assertOnlyRelayed(served);
      assertThat(tap.saw(canary)).as("the relay saw the canary").isFalse();
      assertThat(tap.saw(id)).as("the tap reads what the relay reads").isTrue();
      assertThat(tap.bytes()).as("bytes that reached the relay").isGreaterThan(2 * SIZE);
    }
  }

  @Test
  void aRelayThatDiesAfterTheLinkWentDirectIsNotMissed() throws IOException {
    try (Household household = Household.open()) {
      Household.Relay relay = household.relay();
      Running server = household.start(NODE, List.of("serve", "on", relay.url()));
      String key = server.event("ready", PATIENCE).path("key").asText();
      Running client = household.start(NODE, List.of("echo", "on", relay.url(), key, "0"));
      for (Running node : List.of(client, server)) {
        node.row(row -> row.path("kind").asText().equals("DIRECT"), "a direct path", PATIENCE);
        assertUdp(node);
      }
      relay.process().kill();

      JsonNode before = client.event("relay-lost", PATIENCE);
      JsonNode echoed = client.event("echoed", PATIENCE);
      JsonNode served = server.event("served", PATIENCE);
      client.await(PATIENCE).mustBe(0);
      assertNoRelayAfter(before, echoed);
      assertNoRelayAfter(server.event("relay-lost", PATIENCE), served);
      assertThat(echoed.path("echoed").asLong() - before.path("echoed").asLong())
          .isGreaterThanOrEqualTo(EchoNode.AFTER);
    }
  }

  private static void assertNoRelayAfter(JsonNode before, JsonNode after) {
    for (String way : List.of("sent", "received")) {
      assertThat(after.path(way + "Relay").asLong())
          .as(way + " by relay after it died")
          .isEqualTo(before.path(way + "Relay").asLong(-1));
      assertThat(after.path(way + "Direct").asLong() - before.path(way + "Direct").asLong())
          .as(way + " directly since")
          .isGreaterThanOrEqualTo(EchoNode.AFTER);
    }
    assertThat(after.path("kinds").asText()).as("paths since").contains("DIRECT");
    assertThat(after.path("kinds").asText()).as("paths since").doesNotContain("RELAY");
  }

  /** A machine that stands still for seconds may show no path for a moment; never another one. */
  private static void assertOnlyRelayed(JsonNode seen) {
    assertThat(seen.path("kinds").asText()).as("paths seen").contains("RELAY");
    assertThat(seen.path("kinds").asText()).as("paths seen").doesNotContain("DIRECT");
    assertThat(seen.path("sentDirect").asLong(-1)).isZero();
    assertThat(seen.path("receivedDirect").asLong(-1)).isZero();
    assertThat(seen.path("sentRelay").asLong()).isGreaterThan(SIZE);
    assertThat(seen.path("receivedRelay").asLong()).isGreaterThan(SIZE);
  }

  private static void assertNoUdp(Running node) throws IOException {
    if (Sockets.visible()) {
      assertThat(Sockets.udp(node.pid())).as("UDP sockets").isEmpty();
    }
  }

  /** That a socket which is there would have been seen. */
  private static void assertUdp(Running node) throws IOException {
    if (Sockets.visible()) {
      assertThat(Sockets.udp(node.pid())).as("UDP sockets").isNotEmpty();
    }
  }
}
