package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import app.bothways.net.quic.ConnectionOwner;
import app.bothways.net.socket.LocalInterface;
import app.bothways.net.socket.LocalInterface.Kind;
import app.bothways.net.socket.LocalInterface.State;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SelfAddressesTest {
  private static final InetSocketAddress OUTSIDE = new InetSocketAddress("203.0.113.7", 4000);

  /** A router behind a router has a private address as its outside. */
  private static final InetSocketAddress BETWEEN = new InetSocketAddress("192.168.0.7", 4000);

  private final SelfAddresses self = new SelfAddresses(List.of("lo"), 5000);

  @Test
  void whatARouterMapsIsToldToWhomeverMayConnectDirectlyFromOutside() {
    assertThat(self.mapped(List.of(OUTSIDE, BETWEEN))).isEqualTo(SelfAddresses.News.CHANGED);
    assertThat(self.all()).contains(OUTSIDE, BETWEEN);
    assertThat(self.tellable(PathPolicy.AUTO)).contains(OUTSIDE, BETWEEN);
    assertThat(self.tellable(PathPolicy.DIRECT_ONLY)).contains(OUTSIDE, BETWEEN);
    assertThat(self.tellable(PathPolicy.LAN_ONLY)).isNotEmpty().doesNotContain(OUTSIDE, BETWEEN);
    assertThat(self.tellable(PathPolicy.RELAY_ONLY)).isEmpty();
  }

  @Test
  void theSameMappingIsNoNewsAndALostOneIs() {
    self.mapped(List.of(OUTSIDE));
    assertThat(self.mapped(List.of(OUTSIDE))).isEqualTo(SelfAddresses.News.SAME);
    assertThat(self.mapped(List.of())).isEqualTo(SelfAddresses.News.CHANGED);
    assertThat(self.all()).doesNotContain(OUTSIDE);
  }

  private static LocalInterface bridges(int first, int count) {
    var addresses = new ArrayList<InetAddress>();
    for (int i = first; i < first + count; i++) {
      addresses.add(InetAddress.ofLiteral("172.%d.0.1".formatted(16 + i % 200)));
    }
    return new LocalInterface("docker0", "docker0", Kind.INWARD, State.UP, addresses);
  }

  private static List<LocalInterface> busyHost(int bridge) {
    var all = new ArrayList<LocalInterface>();
    for (int i = 0; i < 40; i++) {
      var address = InetAddress.ofLiteral("10.%d.0.2".formatted(i));
      all.add(new LocalInterface("eth" + i, "eth" + i, Kind.OUTWARD, State.UP, List.of(address)));
      all.add(bridges(bridge + i, 1));
    }
    return all;
  }

  @Test
  void whateverTheMachineHasMappedAndSeenAddressesAreAmongThoseThatAPeerTakes() {
    var many = new SelfAddresses(List.of(), 5000, () -> busyHost(0));
    many.mapped(List.of(OUTSIDE, BETWEEN));
    var seen = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < 8; i++) {
      var by = new InetSocketAddress("198.51.100." + i, 3478);
      seen.add(new InetSocketAddress("203.0.113." + (100 + i), 4000 + i));
      many.observed(by, seen.getLast());
    }
    var taken = many.all().stream().limit(ConnectionOwner.MAX_CANDIDATES).toList();
    assertThat(taken).contains(OUTSIDE, BETWEEN).containsAll(seen);
    assertThat(taken).hasSize(ConnectionOwner.MAX_CANDIDATES);
    assertThat(many.all().getLast().getHostString()).as("bridges last").startsWith("172.");
  }

  @Test
  void containersThatComeAndGoAreNoOtherNetwork() {
    var now = new AtomicReference<>(busyHost(0));
    var many = new SelfAddresses(List.of(), 5000, now::get);
    many.observed(new InetSocketAddress("198.51.100.1", 3478), OUTSIDE);
    now.set(busyHost(100));
    assertThat(many.refresh()).isEqualTo(SelfAddresses.News.SAME);
    assertThat(many.all()).contains(OUTSIDE, new InetSocketAddress("172.116.0.1", 5000));
    now.set(List.of(bridges(0, 1)));
    assertThat(many.refresh()).isEqualTo(SelfAddresses.News.CHANGED);
    assertThat(many.all()).containsExactly(new InetSocketAddress("172.16.0.1", 5000));
  }
}
