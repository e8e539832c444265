package app.bothways.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView.State;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final RelayUrl RELAY = RelayUrl.parse("https://relay.test").orElseThrow();

  @Test
  void aRelayArrivesOnceHoweverOftenItsPingsAreTold() {
    var arrivals = new Arrivals();
    assertThat(arrivals.isOne(RELAY, State.CONNECTING)).isFalse();
    assertThat(arrivals.isOne(RELAY, State.CONNECTED)).isTrue();
    for (int ping = 0; ping < 3; ping++) {
      assertThat(arrivals.isOne(RELAY, State.CONNECTED)).isFalse();
    }
    assertThat(arrivals.isOne(RELAY, State.UNREACHABLE)).isFalse();
    assertThat(arrivals.isOne(RELAY, State.CONNECTED)).isTrue();
  }
}
