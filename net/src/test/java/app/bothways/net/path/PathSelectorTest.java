package app.bothways.net.path;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.path.PathSelector.Measured;
import app.bothways.net.socket.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathSelectorTest {
  private static final long MS = 1_000_000;
  private static final Route RELAY =
      new Route.Relayed(
          RelayUrl.parse("https://relay.test").orElseThrow(), NodeKey.generate().id());
  private static final Route LAN = direct("192.168.1.4");
  private static final Route WAN = direct("203.0.113.9");
  private static final Route V6 = direct("2001:db8::9");

  private static Route direct(String ip) {
    try {
      return new Route.Direct(new InetSocketAddress(InetAddress.getByName(ip), 4000));
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Optional<Route> choose(Route current, Measured... proven) {
    return PathSelector.choose(List.of(proven), Optional.ofNullable(current));
  }

  @Test
  void aSlowDirectPathBeatsAFastRelay() {
    assertThat(choose(RELAY, new Measured(RELAY, MS), new Measured(WAN, 300 * MS))).contains(WAN);
  }

  @Test
  void aPathIsLeftOnlyForOneThatIsFiveMillisecondsBetter() {
    assertThat(choose(WAN, new Measured(WAN, 10 * MS), new Measured(LAN, 6 * MS))).contains(WAN);
    assertThat(choose(WAN, new Measured(WAN, 10 * MS), new Measured(LAN, 5 * MS))).contains(LAN);
  }

  @Test
  void ipv6IsPreferredByThreeMilliseconds() {
    assertThat(choose(null, new Measured(WAN, 10 * MS), new Measured(V6, 12 * MS))).contains(V6);
    assertThat(choose(null, new Measured(WAN, 10 * MS), new Measured(V6, 14 * MS))).contains(WAN);
  }

  @Test
  void aPathThatIsNotProvenAnyMoreIsLeftForWhateverThereIs() {
    assertThat(choose(WAN, new Measured(RELAY, 90 * MS))).contains(RELAY);
    assertThat(choose(WAN)).isEmpty();
  }

  @Test
  void policiesOfBothSidesHold() {
    assertThat(PathSelector.allowed(WAN, PathPolicy.AUTO, PathPolicy.AUTO)).isTrue();
    assertThat(PathSelector.allowed(WAN, PathPolicy.LAN_ONLY, PathPolicy.AUTO)).isFalse();
    assertThat(PathSelector.allowed(LAN, PathPolicy.LAN_ONLY, PathPolicy.AUTO)).isTrue();
    assertThat(PathSelector.allowed(LAN, PathPolicy.AUTO, PathPolicy.RELAY_ONLY)).isFalse();
    assertThat(PathSelector.allowed(RELAY, PathPolicy.AUTO, PathPolicy.DIRECT_ONLY)).isFalse();
    assertThat(PathSelector.allowed(RELAY, PathPolicy.RELAY_ONLY, PathPolicy.AUTO)).isTrue();
  }
}
