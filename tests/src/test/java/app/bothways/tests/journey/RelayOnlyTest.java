package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Samples;
import app.bothways.tests.harness.Tap;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No direct way and no local discovery: all goes through a relay, which learns nothing. */
class RelayOnlyTest extends Journey {
  private static final String WORD = "canary-5f1d-that-no-relay-may-ever-read";
  private static final byte[] CANARY = WORD.getBytes(StandardCharsets.UTF_8);
  private static final byte[] FILE = "file 1.dat".getBytes(StandardCharsets.UTF_8);

  @Test
  void everyByteGoesByRelayAndTheRelayReadsNone() throws IOException {
    Random random = Samples.random("RelayOnlyTest");
    Household.Relay relay = household.relay();
    try (Tap tap = Tap.before(relay.port())) {
      tap.lookFor(CANARY);
      tap.lookFor(FILE);
      Home a = relayed("ana", tap);
      Home b = relayed("ben", tap);
      byte[] id = NodeId.parse(a.nodeId()).orElseThrow().bytes();
      tap.lookFor(id);
      assertThat(a.pairWith(b).path("winner").asText()).isEqualTo("relay");

      Samples.generate(a.folder(), 150, random);
      Samples.text(a.folder().resolve(WORD), (WORD + "\n").repeat(2000));
      String folder = a.share(a.folder(), b);
      b.accept(folder, b.folder());
      assertSame(a, b, folder);
      Samples.text(b.folder().resolve("answer"), WORD);
      assertSame(a, b, folder);

      assertOnlyRelayed(a.peer(b));
      assertOnlyRelayed(b.peer(a));
      assertUnread(tap, id);
    }
  }

  private Home relayed(String name, Tap tap) {
    return household
        .device(
            name,
            "--relay",
            tap.url(),
            "--no-direct",
            "--no-mdns",
            "--no-lookup",
            "--interface",
            "lo")
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
  private static void assertUnread(Tap tap, byte[] id) {
    assertThat(tap.bytes()).as("bytes through the relay").isGreaterThan(100_000);
    assertThat(tap.saw(CANARY)).as("the canary").isFalse();
    assertThat(tap.saw(FILE)).as("the name of a file").isFalse();
    assertThat(tap.saw(id)).as("the id").isTrue();
  }
}
