package app.bothways.net.node;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The endpoint with the real relay, over loopback. */
class RealRelayTest {
  private static PeerView only(Endpoint endpoint) {
    return endpoint.view().peers().getFirst();
  }

  @Test
  void twoNodesWithoutUdpExchangeMebibytesByTheRelay() throws Exception {
    try (RelayServer relay = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0))) {
      var mode = new RelayMode.Custom(List.of(Relay.of(relay.url())));
      try (Endpoint a = Endpoint.open(Nodes.config(mode, DirectMode.OFF));
          Endpoint b = Endpoint.open(Nodes.config(mode, DirectMode.OFF))) {
        b.handle(Nodes.ECHO, Nodes.ECHOES);
        Nodes.await("home", () -> b.view().homeRelay().isPresent());
        assertThat(b.address().relays()).containsExactly(relay.url());
        try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE)) {
          var bytes = new byte[8 << 20];
          new Random(3).nextBytes(bytes);
          assertThat(Nodes.ask(connection, bytes)).isEqualTo(bytes);
          assertThat(connection.path())
              .satisfies(p -> assertThat(p.kind()).isEqualTo(PathView.Kind.RELAY));
          assertThat(only(a).traffic().sentRelay()).isGreaterThan(bytes.length);
          assertThat(only(a).traffic().sentDirect()).isZero();
        }
      }
    }
  }

  @Test
  void aConnectionBegunByTheRelayBecomesDirect() throws Exception {
    try (RelayServer relay = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0))) {
      var mode = new RelayMode.Custom(List.of(Relay.of(relay.url())));
      try (Endpoint a = Endpoint.open(Nodes.config(mode, DirectMode.ON));
          Endpoint b = Endpoint.open(Nodes.config(mode, DirectMode.ON))) {
        b.handle(Nodes.ECHO, Nodes.ECHOES);
        var byRelay = NodeAddr.of(b.id()).withRelay(relay.url());
        try (Connection connection = a.dial(byRelay, Nodes.ECHO, Nodes.PATIENCE)) {
          Nodes.await("direct", () -> connection.path().kind() == PathView.Kind.DIRECT);
          assertThat(Nodes.ask(connection, new byte[500_000])).hasSize(500_000);
          Nodes.await("a measured path", () -> connection.path().rtt().isPresent());
        }
      }
    }
  }
}
