package app.bothways.net.relay.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Certificates;
import app.bothways.net.relay.Http;
import app.bothways.net.relay.RawClient;
import app.bothways.net.relay.protocol.RelayFrame.DatagramFrom;
import app.bothways.net.relay.protocol.RelayFrame.DatagramTo;
import app.bothways.net.relay.protocol.RelayFrame.Pong;
import app.bothways.net.relay.server.RelayServices.Forwarding;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayServicesTest {
  private static final Listen ANY = new Listen("127.0.0.1", 0);

  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  private RelayServer server;

  private RelayServer start(RelayServices services) throws IOException {
    return start(RelayServerConfig.plain("127.0.0.1", 0).withServices(services));
  }

  private RelayServer start(RelayServerConfig config) throws IOException {
    server = RelayServer.start(config);
    return server;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }

  @Test
  void theFiguresAreOnTheirOwnPortAndCount() throws Exception {
    start(RelayServices.standard().withMetrics(ANY).withStun(ANY));
    InetSocketAddress metrics = server.metricsAddress().orElseThrow();
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      a.send(new DatagramTo(bob.id(), 0, Unpooled.wrappedBuffer(new byte[100])));
      assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
      a.send(new DatagramTo(NodeKey.generate().id(), 0, Unpooled.wrappedBuffer(new byte[10])));
      a.nextButPing();
      assertThat(a.pingAndNext(1)).isEqualTo(new Pong(1));
      String page = text(Http.get(metrics, "/metrics").body());
      assertThat(page.lines())
          .contains(
              "# TYPE relayserver_bytes_sent_total counter",
              "relayserver_bytes_sent_total 134",
              "relayserver_bytes_recv_total 178",
              "relayserver_send_packets_sent_total 1",
              "relayserver_send_packets_recv_total 2",
              "relayserver_send_packets_dropped_total 1",
              "relayserver_unknown_destination_total 1",
              "relayserver_got_ping_total 1",
              "relayserver_sent_pong_total 1",
              "relayserver_bytes_rx_ratelimited_total 0",
              "relayserver_conns_rx_ratelimited_total 0",
              "relayserver_accepts_total 2",
              "relayserver_disconnects_total 0",
              "relayserver_unique_client_keys_total 2",
              "relayserver_clients_inactive_added_total 0",
              "relayserver_clients_inactive_removed_total 0",
              "relayserver_clients 2",
              "relayserver_denied_total 0",
              "relayserver_draining 0",
              "relayserver_pkarr_records 0",
              "relayserver_stun_answered_total 0")
          .anyMatch(line -> line.startsWith("relayserver_http_connections_total "))
          .anyMatch(line -> line.startsWith("relayserver_http_connections_closed_total "))
          .anyMatch(
              line -> line.startsWith("relayserver_forward_delay_seconds_bucket{le=\"+Inf\"}"))
          .noneMatch(line -> line.contains(alice.id().toString()));
      assertThat(page.lines().filter(line -> !line.startsWith("#")))
          .allMatch(line -> line.matches("[a-z_]+(\\{le=\"[0-9.E+-]+(Inf)?\"})? [0-9.E-]+"));
    }
    int stun = server.stunAddress().orElseThrow().getPort();
    assertThat(text(Http.get(server.address(), "/limits").body())).contains("\"stunPort\":" + stun);
    assertThat(Http.get(server.address(), "/metrics").statusCode()).as("main port").isEqualTo(404);
    assertThat(Http.get(metrics, "/relay").statusCode()).isEqualTo(404);
  }

  @Test
  void aMetricsPortThatIsTakenIsNamed() throws Exception {
    start(RelayServices.standard());
    var taken = new Listen("127.0.0.1", server.address().getPort());
    var config =
        RelayServerConfig.plain("127.0.0.1", 0)
            .withServices(RelayServices.standard().withMetrics(taken));
    assertThatThrownBy(() -> RelayServer.start(config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + taken.port());
  }

  @Test
  void whatTheRelayPromisesIsToldBeforeItIsFelt() throws Exception {
    var limits = RelayLimits.standard().withClientRate(Optional.of(new RateLimit(5000, 600)));
    start(RelayServerConfig.plain("127.0.0.1", 0).withLimits(limits));
    var answer = Http.get(server.address(), "/limits");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(text(answer.body()))
        .contains(
            "\"bytesPerSecond\":5000",
            "\"burstBytes\":600",
            "\"quotaBytes\":null",
            "\"access\":\"everyone\"",
            "\"protocols\":[\"iroh-relay-v2\",\"iroh-relay-v1\"]",
            "\"stunPort\":null",
            "\"version\":\"");
  }

  @Test
  void aRecordIsPublishedAndFoundOverHttp() throws Exception {
    start(RelayServices.standard());
    byte[] first = SignedPacket.sign(alice, 10, new byte[40]).body();
    byte[] older = SignedPacket.sign(alice, 9, new byte[40]).body();
    String path = "/pkarr/" + alice.id();
    assertThat(Http.get(server.address(), path).statusCode()).isEqualTo(404);
    assertThat(Http.put(server.address(), path, first).statusCode()).isEqualTo(204);
    var found = Http.get(server.address(), path);
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).isEqualTo(first);
    assertThat(found.headers().firstValue("content-type"))
        .contains("application/x-pkarr-signed-packet");
    assertThat(Http.put(server.address(), path, older).statusCode()).isEqualTo(409);
    assertThat(Http.get(server.address(), path).body()).isEqualTo(first);
    assertThat(Http.put(server.address(), path, older).statusCode()).as("too often").isEqualTo(429);
    assertThat(Http.get(server.address(), "/pkarr/nonsense").statusCode()).isEqualTo(400);
    assertThat(Http.get(server.address(), "/pkarr/" + bob.id()).statusCode()).isEqualTo(404);
  }

  @Test
  void aForgedRecordIsRefused() throws Exception {
    start(RelayServices.standard());
    byte[] forged = SignedPacket.sign(bob, 10, new byte[40]).body();
    var answer = Http.put(server.address(), "/pkarr/" + alice.id(), forged);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Http.get(server.address(), "/pkarr/" + alice.id()).statusCode()).isEqualTo(404);
  }

  @Test
  void aRelayWithoutForwardingOrStoreSaysThatThereIsNone() throws Exception {
    start(
        new RelayServices(Forwarding.OFF, Optional.empty(), Optional.empty(), Optional.empty(), 0));
    assertThat(Http.get(server.address(), "/relay").statusCode()).isEqualTo(404);
    assertThat(Http.get(server.address(), "/ping").statusCode()).isEqualTo(200);
    assertThat(Http.get(server.address(), "/pkarr/" + alice.id()).statusCode()).isEqualTo(404);
  }

  @Test
  void withTlsThePlainPortAnswersOnlyTheLookForACaptivePortal(@TempDir Path directory)
      throws Exception {
    int port;
    try (var free = new java.net.ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var plain = Optional.of(new Listen("127.0.0.1", port));
    start(
        RelayServerConfig.plain("127.0.0.1", 0)
            .withTls(Certificates.selfSigned(directory))
            .withServices(RelayServices.standard().withPlainHttp(plain)));
    var address = new InetSocketAddress("127.0.0.1", port);
    assertThat(Http.get(address, "/generate_204").statusCode()).isEqualTo(204);
    assertThat(Http.get(address, "/relay").statusCode()).isEqualTo(404);
    assertThat(Http.get(address, "/ping").statusCode()).isEqualTo(404);
  }
}
