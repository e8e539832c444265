package app.bothways.net.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.RelayMode;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.socket.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a device of which one wants to be reached by relay alone learns and sees of this one. */
class PolicyTest {
  private static final RelayUrl URL = RelayUrl.parse("http://127.0.0.1:3340").orElseThrow();

  private final FakeRelays relays = new FakeRelays();

  private NodeEndpoint open() throws IOException {
    return NodeEndpoint.open(
        Nodes.config(new RelayMode.Custom(List.of(RelayMode.Relay.of(URL))), DirectMode.ON),
        Transport.choose(),
        relays::connect);
  }

  private static boolean link(NodeEndpoint from, NodeEndpoint to, LinkState state) {
    return from.view().peers().stream()
        .anyMatch(peer -> peer.id().equals(to.id()) && peer.link() == state);
  }

  /** The spy's address is a candidate of one node alone: whoever knocks there was told of it. */
  @Test
  void withRelayOnlyNoAddressOfOursReachesTheOtherDeviceUntilThePolicyIsLifted() throws Exception {
    try (var spy = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        NodeEndpoint a = open();
        NodeEndpoint b = open()) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      AtomicLong toB = a.wire().countTo(b.port());
      AtomicLong toA = b.wire().countTo(a.port());
      a.observed(new InetSocketAddress(spy.getLocalAddress(), spy.getLocalPort()));
      a.policy(b.id(), PathPolicy.RELAY_ONLY);
      Nodes.await("the policy", () -> a.address(b.id()).direct().isEmpty());
      assertThat(a.address(b.id()).relays()).isNotEmpty();
      try (Connection connection =
          a.dial(NodeAddr.of(b.id()).withRelay(URL), Nodes.ECHO, Nodes.PATIENCE)) {
        for (int i = 0; i < 5; i++) {
          a.policy(b.id(), PathPolicy.RELAY_ONLY);
          assertThat(Nodes.ask(connection, "hush".getBytes(UTF_8))).hasSize(4);
        }
        assertThat(heard(spy, 300)).as("somebody knows an address").isFalse();
        assertThat(toB.get() + toA.get()).as("datagrams past the relay").isZero();

        a.policy(b.id(), PathPolicy.AUTO);
        assertThat(heard(spy, (int) Nodes.PATIENCE.toMillis())).as("it is told now").isTrue();
        Nodes.await("direct", () -> link(a, b, LinkState.DIRECT) && link(b, a, LinkState.DIRECT));
      }
    }
  }

  private static boolean heard(DatagramSocket spy, int millis) throws IOException {
    spy.setSoTimeout(millis);
    try {
      spy.receive(new DatagramPacket(new byte[2000], 2000));
      return true;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
  }

  @Test
  void aLinkThatBecomesRelayOnlySendsNothingMoreDirectlyWhateverHappensToTheNetwork()
      throws Exception {
    try (NodeEndpoint a = open();
        NodeEndpoint b = open()) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      AtomicLong toB = a.wire().countTo(b.port());
      AtomicLong toA = b.wire().countTo(a.port());
      try (Connection connection =
          a.dial(NodeAddr.of(b.id()).withRelay(URL), Nodes.ECHO, Nodes.PATIENCE)) {
        Nodes.await("direct", () -> link(a, b, LinkState.DIRECT) && link(b, a, LinkState.DIRECT));
        a.policy(b.id(), PathPolicy.RELAY_ONLY);
        Nodes.await(
            "relayed", () -> link(a, b, LinkState.RELAYED) && link(b, a, LinkState.RELAYED));
        assertThat(Nodes.ask(connection, new byte[] {1})).containsExactly(1);
        long before = toA.get() + toB.get();
        a.networkChanged(b.id());
        b.networkChanged(a.id());
        assertThat(Nodes.ask(connection, new byte[100_000])).hasSize(100_000);
        assertThat(toA.get() + toB.get()).isEqualTo(before);

        a.policy(b.id(), PathPolicy.AUTO);
        Nodes.await("direct", () -> link(a, b, LinkState.DIRECT) && link(b, a, LinkState.DIRECT));
        assertThat(Nodes.ask(connection, new byte[] {2})).containsExactly(2);
      }
    }
  }

  @Test
  void whoeverDialsARelayOnlyDeviceDirectlyIsSentAway() throws Exception {
    try (NodeEndpoint a = open();
        NodeEndpoint b = open()) {
      a.handle(Nodes.ECHO, Nodes.ECHOES);
      a.policy(b.id(), PathPolicy.RELAY_ONLY);
      var direct = new NodeAddr(a.id(), List.of(), a.address().direct());
      b.policy(a.id(), PathPolicy.DIRECT_ONLY);
      assertThatThrownBy(() -> b.dial(direct, Nodes.ECHO, Nodes.PATIENCE))
          .isInstanceOfSatisfying(
              NetException.class,
              e -> {
                assertThat(e.error()).isEqualTo(NetError.CLOSED_BY_PEER);
                assertThat(e).hasMessageContaining("not to be reached that way");
              });
    }
  }

  @Test
  void aLanOnlyDeviceIsToldOnlyWhatIsOnTheLanAndNoRelay() throws Exception {
    try (NodeEndpoint a = open();
        NodeEndpoint b = open()) {
      var outside = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.7"), 4000);
      a.observed(outside);
      Nodes.await("what was observed", () -> a.address().direct().contains(outside));
      assertThat(a.address(b.id()).direct()).contains(outside);
      a.policy(b.id(), PathPolicy.LAN_ONLY);
      Nodes.await("the policy", () -> !a.address(b.id()).direct().contains(outside));
      assertThat(a.address(b.id()).direct()).isNotEmpty();
      assertThat(a.address(b.id()).relays()).isEmpty();
    }
  }
}
