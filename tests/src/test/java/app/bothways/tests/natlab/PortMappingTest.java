package app.bothways.tests.natlab;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Household;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both routers map for each destination, so that punching never works; but one of them maps a port
 * when it is asked. {@code bothways.mappers} chooses among {@code all,pcp,pmp,igd}.
 */
@Tag("natlab")
@Timeout(300)
class PortMappingTest {
  private static final String RELAY = "203.0.113.10:3340";
  private static final Map<String, List<String>> SPOKEN =
      Map.of(
          "all", List.of("pcp", "nat-pmp", "upnp-igd"),
          "pcp", List.of("pcp"),
          "pmp", List.of("nat-pmp"),
          "igd", List.of("upnp-igd"));

  static List<String> mappers() {
    return List.of(System.getProperty("bothways.mappers", "all").split(","));
  }

  @ParameterizedTest
  @MethodSource("mappers")
  void behindTwoRoutersThatMapForEachDestinationAPortMappingMakesADirectPath(String what)
      throws Exception {
    try (NatLab lab = NatLab.up("symmetric")) {
      lab.mapper("nata", what);
      try (Household household = Household.open()) {
        household.relay(lab.in("relay"), RELAY);
        Home a = device(household, lab, "a");
        Home b = device(household, lab, "b");
        a.pairWith(b);
        JsonNode path = direct(b, a).path("path");
        direct(a, b);
        JsonNode nat = a.does("network", "--json").row().path("nat");
        assertThat(nat.path("mapping").asText()).isEqualTo("hard");
        assertThat(nat.path("portMapping").path("protocol").asText()).isIn(SPOKEN.get(what));
        assertThat(path.path("address").asText())
            .isEqualTo(nat.path("portMapping").path("address").asText());
      }
    }
  }

  private static JsonNode direct(Home here, Home there) {
    try {
      return here.awaitPeer(
          there, peer -> peer.path("link").asText().equals("direct"), "a direct path");
    } catch (AssertionError never) {
      throw new AssertionError("the other says " + there.does("network", "--json").row(), never);
    }
  }

  private static Home device(Household household, NatLab lab, String host) {
    return household
        .device(lab.in(host), host, "--relay", "http://" + RELAY, "--no-mdns", "--no-lookup")
        .start();
  }
}
