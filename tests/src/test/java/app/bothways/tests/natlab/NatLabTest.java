package app.bothways.tests.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Samples;
import app.bothways.tests.harness.Tree;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two devices that can first reach each other by relay alone, on networks as homes have them. */
@Tag("natlab")
@Timeout(300)
class NatLabTest {
  private static final Duration SYNC = Duration.ofSeconds(120);
  private static final String RELAY = "203.0.113.10:3340";

  @ParameterizedTest
  @ValueSource(strings = {"flat", "cone"})
  void devicesMeetByRelayAndGoOnDirectly(String topology) throws Exception {
    Random random = Samples.random("NatLabTest " + topology);
    try (NatLab lab = NatLab.up(topology);
        Household household = Household.open()) {
      household.relay(lab.in("relay"), RELAY);
      Home a = device(household, lab, "a");
      Home b = device(household, lab, "b");
      assertThat(a.pairWith(b).path("winner").asText()).isEqualTo("relay");

      Samples.generate(a.folder(), 100, random);
      String folder = a.share(a.folder(), b);
      b.accept(folder, b.folder());
      a.inSync(folder, SYNC);
      b.inSync(folder, SYNC);
      assertThat(Tree.of(b.folder()).items()).isEqualTo(Tree.of(a.folder()).items());

      a.awaitPeer(b, peer -> peer.path("link").asText().equals("direct"), "a direct path");
      b.awaitPeer(a, peer -> peer.path("link").asText().equals("direct"), "a direct path");
    }
  }

  private static Home device(Household household, NatLab lab, String host) {
    return household
        .device(lab.in(host), host, "--relay", "http://" + RELAY, "--no-mdns", "--no-lookup")
        .start();
  }
}
