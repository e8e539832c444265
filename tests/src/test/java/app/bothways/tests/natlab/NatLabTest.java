package app.bothways.tests.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Household;
import app.bothways.tests.harness.Samples;
import app.bothways.tests.harness.Tree;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two devices that can first reach each other by relay alone, on networks as homes have them. */
@Tag("natlab")
@Timeout(300)
class NatLabTest {
  private static final Duration SYNC = Duration.ofSeconds(120);
  private static final String RELAY = "203.0.113.10:3340";
  private static final String STUN = "203.0.113.10:3478";

  @Test
  void onOneNetworkDevicesMeetByRelayAndGoOnDirectly() throws Exception {
    try (NatLab lab = NatLab.up("flat");
        Household household = Household.open()) {
      Pair pair = meetAndSync(household, lab);
      pair.a().awaitPeer(pair.b(), peer -> link(peer, "direct"), "a direct path");
      pair.b().awaitPeer(pair.a(), peer -> link(peer, "direct"), "a direct path");
    }
  }

  /** The relay tells both how the outside sees them; both knock at the same time. */
  @Test
  void behindTwoRoutersDevicesMeetByRelayAndGoOnDirectly() throws Exception {
    try (NatLab lab = NatLab.up("cone");
        Household household = Household.open()) {
      Pair pair = meetAndSync(household, lab);
      pair.a().awaitPeer(pair.b(), peer -> link(peer, "direct"), "a direct path");
      pair.b().awaitPeer(pair.a(), peer -> link(peer, "direct"), "a direct path");
    }
  }

  @Test
  void behindTwoRoutersThatMapForEachDestinationDevicesSyncByRelayAndSayWhy() throws Exception {
    try (NatLab lab = NatLab.up("symmetric");
        Household household = Household.open()) {
      Pair pair = meetAndSync(household, lab);
      for (JsonNode peer :
          List.of(
              pair.a().awaitPeer(pair.b(), NatLabTest::bothHard, "both NATs hard"),
              pair.b().awaitPeer(pair.a(), NatLabTest::bothHard, "both NATs hard"))) {
        assertThat(link(peer, "relayed")).as(peer.toString()).isTrue();
        assertThat(peer.path("why").path("text").asText()).isNotBlank();
        assertThat(peer.path("received").path("relay").asLong()).isPositive();
      }
      testNames(pair.a(), "hard");
    }
  }

  private static boolean bothHard(JsonNode peer) {
    return peer.path("why").path("code").asText().equals("both-nats-hard");
  }

  /** The connection test from behind a router, and what of it others may read. */
  private static void testNames(Home home, String mapping) {
    JsonNode report = home.does("network", "test", "--json").row();
    assertThat(report.path("udp").path("ipv4").asBoolean()).as(report.toString()).isTrue();
    assertThat(report.path("nat").path("mapping").asText()).isEqualTo(mapping);
    assertThat(report.path("nat").path("publicAddresses"))
        .isNotEmpty()
        .allMatch(address -> address.asText().contains(".x.x:"));
    JsonNode relay = report.path("relays").path(0);
    assertThat(relay.path("state").asText()).isEqualTo("connected");
    assertThat(relay.path("httpMs").asDouble()).isPositive();
    assertThat(report.path("captivePortal").isBoolean()).isTrue();
    assertThat(report.path("captivePortal").asBoolean()).isFalse();
    assertThat(report.toString()).doesNotContain(home.nodeId(), "203.0.113");
  }

  private record Pair(Home a, Home b) {}

  private static Pair meetAndSync(Household household, NatLab lab) throws Exception {
    household.relay(lab.in("relay"), RELAY, "--stun", STUN);
    Home a = device(household, lab, "a");
    Home b = device(household, lab, "b");
    assertThat(a.pairWith(b).path("winner").asText()).isEqualTo("relay");
    Samples.generate(a.folder(), 100, Samples.random("NatLabTest"));
    String folder = a.share(a.folder(), b);
    b.accept(folder, b.folder());
    a.inSync(folder, SYNC);
    b.inSync(folder, SYNC);
    assertThat(Tree.of(b.folder()).items()).isEqualTo(Tree.of(a.folder()).items());
    return new Pair(a, b);
  }

  private static boolean link(JsonNode peer, String state) {
    return peer.path("link").asText().equals(state);
  }

  private static Home device(Household household, NatLab lab, String host) {
    return household
        .device(lab.in(host), host, "--relay", "http://" + RELAY, "--no-mdns", "--no-lookup")
        .start();
  }
}
