package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static EmbeddedChannel from(String address) {
    return new EmbeddedChannel() {
      @Override
      protected SocketAddress remoteAddress0() {
        return new InetSocketAddress(address, 1);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, 198.51.100.1, 203.0.113.9",
    "127.0.0.1, 198.51.100.1, 198.51.100.1",
    "127.0.0.1, '6.6.6.6, 198.51.100.1', 198.51.100.1",
    "127.0.0.1, 2001:db8::5, 2001:db8:0:0:0:0:0:5",
    "127.0.0.1, 'relay.example', 127.0.0.1",
    "127.0.0.1, '198.51.100.1, ', 127.0.0.1",
    "127.0.0.1, ',', 127.0.0.1"
  })
  void onlyAProxyOnThisMachineIsBelievedAndOnlyItsOwnWord(
      String direct, String header, String counted) {
    var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/pkarr/x");
    request.headers().set("X-Forwarded-For", header);
    var proxies = TrustedProxies.onThisMachine();
    assertThat(ClientAddress.of(from(direct), request, proxies).getHostAddress())
        .isEqualTo(counted);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.4/30, 192.0.2.7, true",
    "192.0.2.4/30, 192.0.2.8, false",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false"
  })
  void aNetworkHasTheAddressesThatBeginAlike(String network, String address, boolean inside)
      throws Exception {
    var proxies = new TrustedProxies(List.of(TrustedProxies.parse(network).orElseThrow()));
    assertThat(proxies.contains(InetAddress.getByName(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129"})
  void whatIsNoNetworkIsRefused(String text) {
    assertThat(TrustedProxies.parse(text)).isEmpty();
  }

  @Test
  void behindATrustedProxyTheLimitsCountTheAddressThatItNames() throws Exception {
    var guard = new ConnectionGuard();
    var proxy = InetAddress.getByName("10.0.0.9");
    var limits =
        new ConnectionLimits(
            100, 2, 10, 10, new TrustedProxies(List.of(TrustedProxies.parse("10.0.0.9").get())));
    var one = InetAddress.getByName("192.0.2.1");
    for (int i = 0; i < 2; i++) {
      var channel = new EmbeddedChannel();
      assertThat(guard.arrive(channel, proxy, limits)).isTrue();
      assertThat(guard.attribute(channel, one, limits)).isTrue();
      assertThat(guard.attribute(channel, one, limits)).as("counted once").isTrue();
    }
    var third = new EmbeddedChannel();
    assertThat(guard.arrive(third, proxy, limits)).isTrue();
    assertThat(guard.attribute(third, one, limits)).as("too many of that address").isFalse();
    assertThat(guard.attribute(third, InetAddress.getByName("192.0.2.2"), limits)).isTrue();
  }
}
