package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(ClientAddress.of(from(direct), request).getHostAddress()).isEqualTo(counted);
  }
}
