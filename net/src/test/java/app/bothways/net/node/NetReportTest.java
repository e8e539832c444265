package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.RelayMode;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices;
import app.bothways.net.report.CaptivePortal;
import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetReport.Evidence;
import app.bothways.net.report.NetReport.Filtering;
import app.bothways.net.report.RelayView.State;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Reports of a node on the loopback interface, about a relay of our own. */
@Execution(ExecutionMode.CONCURRENT)
class NetReportTest {
  private static RelayServer relay() throws Exception {
    var services = RelayServices.standard().withStun(new Listen("127.0.0.1", 0));
    return RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0).withServices(services));
  }

  private static NodeEndpoint node(RelayUrl relay, DirectMode direct) throws Exception {
    return NodeEndpoint.open(
        Nodes.config(new RelayMode.Custom(List.of(RelayMode.Relay.of(relay))), direct));
  }

  private static void connected(NodeEndpoint node) throws Exception {
    Nodes.await("the relay", () -> node.view().homeRelay().isPresent());
  }

  @Test
  void onOneMachineEverythingWorksAndNothingTranslates() throws Exception {
    try (RelayServer relay = relay();
        NodeEndpoint node = node(relay.url(), DirectMode.ON)) {
      connected(node);
      NetReport report = node.test();
      assertThat(report.nat().ipv4().udp()).isEqualTo(Finding.YES);
      assertThat(report.nat().kind()).isEqualTo(NatKind.NONE);
      assertThat(report.nat().evidence()).isEqualTo(Evidence.ONE_ADDRESS);
      assertThat(report.nat().filtering()).isEqualTo(Filtering.ANY_PORT);
      assertThat(report.nat().hairpin()).isEqualTo(Finding.UNKNOWN);
      assertThat(report.here().captivePortal()).isEqualTo(CaptivePortal.NO);
      assertThat(report.here().interfaces()).extracting(i -> i.name()).containsExactly("lo");
      assertThat(report.here().clock().right()).isEqualTo(Finding.YES);
      assertThat(report.here().clock().ahead().orElseThrow().abs())
          .isLessThan(Duration.ofMinutes(1));
      assertThat(report.relays()).hasSize(1);
      assertThat(report.relays().getFirst().view().state()).isEqualTo(State.CONNECTED);
      assertThat(report.relays().getFirst().http()).isPresent();
      assertThat(node.lastReport()).contains(report);
    }
  }

  @Test
  void onLoopbackNoRouterIsAskedForAnything() throws Exception {
    try (RelayServer relay = relay();
        NodeEndpoint node = node(relay.url(), DirectMode.ON)) {
      assertThat(node.test().router()).isEqualTo(new NetReport.Router(List.of(), List.of()));
      assertThat(node.view().nat().portMappings()).isEmpty();
    }
  }

  @Test
  void aNodeThatUsesRelaysOnlySendsNoDatagramForAReport() throws Exception {
    try (RelayServer relay = relay();
        NodeEndpoint node = node(relay.url(), DirectMode.OFF)) {
      connected(node);
      NetReport report = node.test();
      assertThat(report.nat().ipv4().udp()).isEqualTo(Finding.UNKNOWN);
      assertThat(report.nat().kind()).isEqualTo(NatKind.UNKNOWN);
      assertThat(report.relays().getFirst().view().state()).isEqualTo(State.CONNECTED);
      assertThat(report.router().offers()).isEmpty();
    }
  }

  @Test
  void aRelayThatIsNotThereIsNamedAndTellsNothingOfPortalsOrClocks() throws Exception {
    RelayUrl gone;
    try (RelayServer relay = relay()) {
      gone = relay.url();
    }
    try (NodeEndpoint node = node(gone, DirectMode.ON)) {
      Nodes.await(
          "the verdict",
          () -> node.view().relays().stream().anyMatch(view -> view.state() == State.UNREACHABLE));
      NetReport report = node.test();
      assertThat(report.relays().getFirst().view().state()).isEqualTo(State.UNREACHABLE);
      assertThat(report.relays().getFirst().http()).isEmpty();
      assertThat(report.here().captivePortal()).isEqualTo(CaptivePortal.UNKNOWN);
      assertThat(report.here().clock().right()).isEqualTo(Finding.UNKNOWN);
      if (!stunRunsHere()) {
        assertThat(report.nat().ipv4().udp()).isEqualTo(Finding.UNKNOWN);
      }
    }
  }

  @Test
  void aPageInPlaceOfTwoRelaysIsACaptivePortal() throws Exception {
    var page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    page.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("login".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    page.start();
    int port = page.getAddress().getPort();
    var relays =
        List.of(
            RelayMode.Relay.of(new RelayUrl("http", "127.0.0.1", port)),
            RelayMode.Relay.of(new RelayUrl("http", "localhost", port)));
    try (NodeEndpoint node =
        NodeEndpoint.open(Nodes.config(new RelayMode.Custom(relays), DirectMode.OFF))) {
      // A report does not wait for a page for ever, and one page alone is no proof.
      Nodes.await("both pages", () -> node.test().here().captivePortal() == CaptivePortal.YES);
      assertThat(node.lastReport().orElseThrow().relays())
          .hasSize(2)
          .noneMatch(relay -> relay.view().state() == State.CONNECTED);
    } finally {
      page.stop(0);
    }
  }

  /**
   * Whether some other program of this machine may answer on the port that is asked when a relay
   * does not say which.
   */
  private static boolean stunRunsHere() {
    try (var free = new DatagramSocket(3478, InetAddress.getLoopbackAddress())) {
      return !free.isBound();
    } catch (IOException taken) {
      return true;
    }
  }

  @Test
  void theFirstReportIsMadeUnasked() throws Exception {
    try (RelayServer relay = relay();
        NodeEndpoint node = node(relay.url(), DirectMode.ON)) {
      assertThat(node.lastReport()).isEmpty();
      Nodes.await("a report", () -> node.lastReport().isPresent());
    }
  }
}
