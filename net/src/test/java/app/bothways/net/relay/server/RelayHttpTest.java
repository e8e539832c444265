package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayHttpTest {
  private RelayServer server;

  @BeforeEach
  void start() throws IOException {
    server = RelayServer.start(loopback());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static RelayServerConfig loopback() {
    return RelayServerConfig.plain("127.0.0.1", 0);
  }

  @Test
  void theHttpResourcesAnswerAsTheProtocolSays() throws Exception {
    assertThat(http("GET /ping HTTP/1.1\r\n"))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("access-control-allow-origin: *")
        .endsWith("\r\n\r\n");
    assertThat(http("GET /generate_204 HTTP/1.1\r\nX-Iroh-Challenge: ts_relay.example\r\n"))
        .startsWith("HTTP/1.1 204")
        .containsIgnoringCase("x-iroh-response: response ts_relay.example\r\n");
    assertThat(http("GET /generate_204 HTTP/1.1\r\nX-Iroh-Challenge: <b>\r\n"))
        .startsWith("HTTP/1.1 204")
        .doesNotContainIgnoringCase("x-iroh-response");
    assertThat(http("GET /healthz HTTP/1.1\r\n")).contains("\"status\":\"ok\"", "git_hash");
    assertThat(http("GET / HTTP/1.1\r\n")).startsWith("HTTP/1.1 200").contains("<html");
    assertThat(http("GET /index.html HTTP/1.1\r\n")).startsWith("HTTP/1.1 200");
    assertThat(http("GET /robots.txt HTTP/1.1\r\n")).startsWith("HTTP/1.1 200");
    assertThat(http("GET /other HTTP/1.1\r\n")).startsWith("HTTP/1.1 404").contains("Not Found");
    assertThat(http("POST /ping HTTP/1.1\r\n")).startsWith("HTTP/1.1 405");
    assertThat(http("nonsense\r\n")).startsWith("HTTP/1.1 400");
  }

  @Test
  void theSubProtocolIsChosenOrTheUpgradeRefused() throws Exception {
    assertThat(upgrade("13", "iroh-relay-v1, iroh-relay-v2"))
        .startsWith("HTTP/1.1 101")
        .containsIgnoringCase("sec-websocket-protocol: iroh-relay-v2\r\n")
        .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(upgrade("13", "chat,iroh-relay-v1"))
        .containsIgnoringCase("sec-websocket-protocol: iroh-relay-v1\r\n");
    assertThat(upgrade("13", "chat")).startsWith("HTTP/1.1 400");
    assertThat(upgrade("12", "iroh-relay-v2"))
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("sec-websocket-version: 13\r\n");
    assertThat(http("GET /relay HTTP/1.1\r\n")).startsWith("HTTP/1.1 400");
  }

  private String upgrade(String version, String protocols) throws IOException {
    return http(
        "GET /relay HTTP/1.1\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
            + version
            + "\r\nSec-WebSocket-Protocol: "
            + protocols
            + "\r\n");
  }

  /** Sends the head, closes our side after the answer's head, returns what came until then. */
  private String http(String head) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(10_000);
      boolean upgrade = head.contains("Upgrade");
      String connection = upgrade ? "Connection: Upgrade\r\n" : "Connection: close\r\n";
      var request = head + "Host: relay\r\n" + connection + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      var answer = new StringBuilder();
      var in = socket.getInputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        answer.append((char) next);
        if (answer.indexOf("HTTP/1.1 101") == 0 && answer.toString().endsWith("\r\n\r\n")) {
          break;
        }
      }
      return answer.toString();
    }
  }

  @Test
  void aTakenPortIsNamedInTheError() throws Exception {
    int port = server.address().getPort();
    assertThatThrownBy(() -> RelayServer.start(RelayServerConfig.plain("127.0.0.1", port)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + port);
  }

  @Test
  void aHostThatDoesNotExistAndTlsFilesThatAreNoneAreNamedInTheError() {
    assertThatThrownBy(() -> RelayServer.start(RelayServerConfig.plain("no.such.invalid", 0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no.such.invalid");
    var tls = new RelayTls.PemFiles(Path.of("missing.crt"), Path.of("missing.key"));
    assertThatThrownBy(() -> RelayServer.start(loopback().withTls(tls)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.crt");
  }
}
