package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Samples;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No direct way and no local discovery: all goes through a relay, which learns nothing. */
class RelayOnlyTest extends Journey {
  private static final String CANARY = "canary-5f1d-that-no-relay-may-ever-read";

  @Test
  void everyByteGoesByRelayAndTheRelayReadsNone() throws IOException {
    Random random = Samples.random("RelayOnlyTest");
    Household.Relay relay = household.relay();
    try (Tap tap = Tap.before(relay.port())) {
      Home a = relayed("ana", tap);
      Home b = relayed("ben", tap);
      assertThat(a.pairWith(b).path("winner").asText()).isEqualTo("relay");

      Samples.generate(a.folder(), 150, random);
      Samples.text(a.folder().resolve(CANARY), (CANARY + "\n").repeat(2000));
      String folder = a.share(a.folder(), b);
      b.accept(folder, b.folder());
      assertSame(a, b, folder);
      Samples.text(b.folder().resolve("answer"), CANARY);
      assertSame(a, b, folder);

      assertOnlyRelayed(a.peer(b));
      assertOnlyRelayed(b.peer(a));
      assertUnread(tap, a, b);
    }
  }

  private Home relayed(String name, Tap tap) {
    String url = "http://127.0.0.1:" + tap.port();
    return household
        .device(
            name, "--relay", url, "--no-direct", "--no-mdns", "--no-lookup", "--interface", "lo")
        .start();
  }

  private static void assertOnlyRelayed(JsonNode peer) {
    assertThat(peer.path("link").asText()).isEqualTo("relayed");
    assertThat(peer.path("path").path("kind").asText()).isEqualTo("relay");
    for (String way : List.of("sent", "received")) {
      assertThat(peer.path(way).path("direct").asLong(-1)).as(way + " directly").isZero();
      assertThat(peer.path(way).path("relay").asLong()).as(way + " by relay").isPositive();
    }
  }

  /** The ids prove that the tap reads what it should: the relay has to know who is who. */
  private static void assertUnread(Tap tap, Home a, Home b) {
    List<byte[]> received = tap.received();
    long bytes = received.stream().mapToLong(r -> r.length).sum();
    assertThat(bytes).as("bytes through the relay").isGreaterThan(100_000);
    for (byte[] one : received) {
      assertThat(Tap.contains(one, CANARY.getBytes(StandardCharsets.UTF_8))).isFalse();
      assertThat(Tap.contains(one, "file 1.dat".getBytes(StandardCharsets.UTF_8))).isFalse();
    }
    var id =
        app.bothways.net.identity.NodeId.parse(a.nodeId())
            .orElseThrow(() -> new AssertionError("no node id: " + a.nodeId() + b.nodeId()));
    assertThat(received).anyMatch(one -> Tap.contains(one, id.bytes()));
  }

  @Test
  void theTapWouldSeeACanaryUnderAMask() {
    byte[] payload = ("before " + CANARY + " after").getBytes(StandardCharsets.UTF_8);
    var unmasked = new Tap.Unmasked();
    byte[] request = "GET /relay HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    unmasked.write(request, request.length);
    byte[] frame = Tap.frame(payload, new byte[] {9, 8, 7, 6});
    unmasked.write(frame, frame.length);
    assertThat(Tap.contains(frame, CANARY.getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(Tap.contains(unmasked.bytes(), CANARY.getBytes(StandardCharsets.UTF_8))).isTrue();
  }
}
