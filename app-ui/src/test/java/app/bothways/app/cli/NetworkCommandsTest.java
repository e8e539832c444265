package app.bothways.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.app.FakeApp;
import app.bothways.net.NetEvent;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people and scripts are told of the network. */
class NetworkCommandsTest extends Terminal {
  @ParameterizedTest
  @ValueSource(strings = {"", "--json"})
  void aConnectionTestHoldsNoKeyNoTokenAndNoWholePublicAddress(String option) {
    Outcome outcome = option.isEmpty() ? run("network", "test") : run("network", "test", option);
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .doesNotContain(FakeApp.SELF.toString(), FakeApp.OTHER.toString(), FakeApp.SELF.hex())
        .doesNotContainIgnoringCase("token")
        .doesNotContain("Ana")
        .doesNotContain("203.0.113", "db8:77", "c3d4")
        .contains("203.0.x.x:40123", "2001:db8:x", "192.168.1.1");
  }

  @Test
  void aConnectionTestIsOneLineForScripts() {
    assertThat(run("network", "test", "--json").out())
        .hasLineCount(1)
        .contains("\"udp\":{\"ipv4\":true,\"ipv6\":true}")
        .contains("\"mapping\":\"easy\",\"evidence\":\"one-address\"")
        .contains("\"filtering\":\"exact-port\",\"hairpin\":false")
        .contains("\"captivePortal\":false")
        .contains("\"clock\":{\"aheadMs\":-300,\"right\":true}")
        .contains("\"state\":\"unreachable\"")
        .doesNotContain("\"text\"");
  }

  @Test
  void aConnectionTestIsTheReportForPeople() {
    Outcome outcome = run("network", "test");
    assertThat(outcome.out())
        .startsWith("Bothways ")
        .contains("Captive portal: none\n")
        .contains("Filtering:      only the very port that was sent to may answer");
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTED, '', good",
    "CONNECTED, the relay slows this device down, limited",
    "CONNECTING, '', connecting",
    "DENIED, not authorized, unusable",
    "UNREACHABLE, no answer, unusable",
    "NOT_A_RELAY, SSH, unusable",
    "TLS_NOT_TRUSTED, unknown, unusable",
    "CLOCK_WRONG, an hour, unusable",
    "PROXY_REFUSED, HTTP 403, unusable"
  })
  void watchingTellsHowUsefulARelayIs(State state, String detail, String health) throws Exception {
    var printed = new ByteArrayOutputStream();
    var running = start(printed, "network", "watch", "--json");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (app.netListeners.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    var url = RelayUrl.parse("https://relay.example").orElseThrow();
    var view = new RelayView(url, state, Optional.empty(), detail);
    app.netListeners.getFirst().accept(new NetEvent.RelayChanged(url, view));
    while (printed.size() == 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    server.close();
    assertThat(running.get(10, TimeUnit.SECONDS).out())
        .contains("\"event\":\"relay\",\"health\":\"" + health + "\"")
        .contains("\"url\":\"https://relay.example\"")
        .contains("\"detail\":\"" + detail + "\"");
  }
}
