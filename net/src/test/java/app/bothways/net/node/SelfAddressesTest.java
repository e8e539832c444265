package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import java.net.InetSocketAddress;
import java.util.List;
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
}
