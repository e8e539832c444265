package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.report.PathView;
import app.bothways.pairing.PairingEvent.Way;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaysTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:4000, LAN",
    "192.168.1.7:4000, LAN",
    "10.0.0.7:1, LAN",
    "[fe80::1%eth0]:4000, LAN",
    "[fd00::7]:4000, LAN",
    "203.0.113.7:4000, DIRECT",
    "[2001:db8::7]:4000, DIRECT",
    "memory, DIRECT",
    "'', DIRECT"
  })
  void aDirectPathIsNamedByItsAddress(String address, Way way) {
    var path = new PathView(PathView.Kind.DIRECT, address, Optional.empty());
    assertThat(Ways.of(path)).isEqualTo(way);
  }

  @Test
  void aPathByRelayIsOne() {
    var path = new PathView(PathView.Kind.RELAY, "https://relay.example", Optional.empty());
    assertThat(Ways.of(path)).isEqualTo(Way.RELAY);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1:70000", "192.0.2.1:x", "host.example:1"})
  void whatIsNoLiteralAddressIsNoHint(String text) {
    assertThat(Addresses.socket(text)).isEmpty();
  }
}
