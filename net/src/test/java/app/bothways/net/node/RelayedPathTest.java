package app.bothways.net.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.NetError;
import app.bothways.net.NetEvent;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.RelayView.State;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class RelayedPathTest {
  private final FakeRelays relays = new FakeRelays();
  private final RelayMode onRelay = new RelayMode.Custom(List.of(Relay.of(FakeRelays.URL)));

  private NodeEndpoint open(DirectMode direct) throws IOException {
    EndpointConfig config = Nodes.config(onRelay, direct);
    return NodeEndpoint.open(config, Transport.choose(), relays::connect);
  }

  private static NodeAddr byRelay(NodeEndpoint node) {
    return NodeAddr.of(node.id()).withRelay(FakeRelays.URL);
  }

  private static PeerView peer(NodeEndpoint at, NodeEndpoint other) {
    return at.view().peers().stream()
        .filter(peer -> peer.id().equals(other.id()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean link(NodeEndpoint at, NodeEndpoint other, LinkState state) {
    return at.view().peers().stream()
        .anyMatch(peer -> peer.id().equals(other.id()) && peer.link() == state);
  }

  @Test
  void nodesWithoutUdpMeetOnTheRelayAndSendNoByteDirectly() throws Exception {
    try (NodeEndpoint a = open(DirectMode.OFF);
        NodeEndpoint b = open(DirectMode.OFF)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      assertThat(a.port()).isZero();
      assertThat(a.address().direct()).isEmpty();
      try (Connection connection = a.dial(byRelay(b), Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(Nodes.ask(connection, "over the relay".getBytes(UTF_8)))
            .isEqualTo("over the relay".getBytes(UTF_8));
        assertThat(connection.path().kind()).isEqualTo(PathView.Kind.RELAY);
        PeerView seen = peer(a, b);
        assertThat(seen.link()).isEqualTo(LinkState.RELAYED);
        assertThat(seen.traffic().sentRelay()).isPositive();
        assertThat(seen.traffic().receivedRelay()).isPositive();
        assertThat(seen.traffic().sentDirect() + seen.traffic().receivedDirect()).isZero();
      }
    }
  }

  @Test
  void aRelayedConnectionBecomesDirectOnceAddressesAnswer() throws Exception {
    try (NodeEndpoint a = open(DirectMode.ON);
        NodeEndpoint b = open(DirectMode.ON)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      var changes = new CopyOnWriteArrayList<NetEvent.PathChanged>();
      a.events(
          event -> {
            if (event instanceof NetEvent.PathChanged change) {
              changes.add(change);
            }
          });
      try (Connection connection = a.dial(byRelay(b), Nodes.ECHO, Nodes.PATIENCE)) {
        Nodes.await("direct", () -> link(a, b, LinkState.DIRECT) && link(b, a, LinkState.DIRECT));
        assertThat(connection.path().kind()).isEqualTo(PathView.Kind.DIRECT);
        assertThat(Nodes.ask(connection, new byte[] {7})).containsExactly(7);
        Nodes.await("the event", () -> changes.stream().anyMatch(c -> c.why() == Why.DIRECT));
      }
    }
  }

  @Test
  void aTransferGoesOnWhenTheDirectPathDiesAndWhenItComesBack() throws Exception {
    try (NodeEndpoint a = open(DirectMode.ON);
        NodeEndpoint b = open(DirectMode.ON)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      try (Connection connection = a.dial(byRelay(b), Nodes.ECHO, Nodes.PATIENCE);
          Stream stream = connection.open()) {
        Nodes.await("direct", () -> link(a, b, LinkState.DIRECT) && link(b, a, LinkState.DIRECT));
        var sent = new CRC32();
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> write(stream, sent, stop));
        var got = new CRC32();
        Thread reader = Thread.ofVirtual().start(() -> read(stream, got));

        a.wire().udp(NodeWire.Udp.BLACKHOLE);
        b.wire().udp(NodeWire.Udp.BLACKHOLE);
        Nodes.await(
            "relayed", () -> link(a, b, LinkState.RELAYED) && link(b, a, LinkState.RELAYED));
        assertThat(peer(a, b).why()).isEqualTo(Why.DIRECT_LOST);
        assertThat(Nodes.ask(connection, new byte[] {1})).containsExactly(1);

        a.wire().udp(NodeWire.Udp.OPEN);
        b.wire().udp(NodeWire.Udp.OPEN);
        Nodes.await("direct", () -> link(a, b, LinkState.DIRECT) && link(b, a, LinkState.DIRECT));
        stop.set(true);
        writer.join(Nodes.PATIENCE);
        reader.join(Nodes.PATIENCE);
        assertThat(reader.isAlive()).isFalse();
        assertThat(got.getValue()).isEqualTo(sent.getValue());
      }
    }
  }

  private static void write(
      Stream stream, CRC32 sent, java.util.concurrent.atomic.AtomicBoolean stop) {
    var random = new Random(5);
    var block = new byte[16 << 10];
    try {
      while (!stop.get()) {
        random.nextBytes(block);
        sent.update(block);
        stream.out().write(block);
        stream.out().flush();
        Thread.sleep(2);
      }
      stream.out().close();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void read(Stream stream, CRC32 got) {
    var block = new byte[16 << 10];
    try {
      for (int n = stream.in().read(block); n >= 0; n = stream.in().read(block)) {
        got.update(block, 0, n);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void relayOnlyKeepsBothSidesOffDirectPathsAndSaysWhy() throws Exception {
    try (NodeEndpoint a = open(DirectMode.ON);
        NodeEndpoint b = open(DirectMode.ON)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      a.policy(b.id(), PathPolicy.RELAY_ONLY);
      var address = byRelay(b).withDirect(b.address().direct());
      try (Connection connection = a.dial(address, Nodes.ECHO, Nodes.PATIENCE)) {
        Nodes.ask(connection, new byte[100_000]);
        Nodes.await("b's reason", () -> peer(b, a).why() == Why.POLICY_THERE);
        assertThat(peer(a, b).why()).isEqualTo(Why.POLICY_HERE);
        assertThat(peer(a, b).traffic().sentDirect()).isZero();
        assertThat(peer(b, a).traffic().sentDirect()).isZero();

        a.policy(b.id(), PathPolicy.AUTO);
        Nodes.await("direct", () -> link(a, b, LinkState.DIRECT) && link(b, a, LinkState.DIRECT));
        a.policy(b.id(), PathPolicy.RELAY_ONLY);
        Nodes.await(
            "relayed", () -> link(a, b, LinkState.RELAYED) && link(b, a, LinkState.RELAYED));
        assertThat(Nodes.ask(connection, new byte[] {3})).containsExactly(3);
      }
    }
  }

  @Test
  void aRelayThatSaysNoIsNamedAsTheReason() throws Exception {
    relays.answer(State.DENIED);
    try (NodeEndpoint a = open(DirectMode.OFF);
        NodeEndpoint b = open(DirectMode.OFF)) {
      assertThatThrownBy(() -> a.dial(byRelay(b), Nodes.ECHO, Nodes.PATIENCE))
          .isInstanceOfSatisfying(
              NetException.class, e -> assertThat(e.error()).isEqualTo(NetError.RELAY_DENIED));
    }
  }

  @Test
  void anAddressThatIsNoRelayIsNamedAsTheReason() throws Exception {
    relays.answer(State.NOT_A_RELAY);
    try (NodeEndpoint a = open(DirectMode.OFF);
        NodeEndpoint b = open(DirectMode.OFF)) {
      assertThatThrownBy(() -> a.dial(byRelay(b), Nodes.ECHO, Nodes.PATIENCE))
          .isInstanceOfSatisfying(
              NetException.class, e -> assertThat(e.error()).isEqualTo(NetError.NOT_A_RELAY));
    }
  }

  @Test
  void aRelayThatConnectsOnlyLaterStillCarriesTheDial() throws Exception {
    relays.answer(State.CONNECTING);
    try (NodeEndpoint a = open(DirectMode.OFF);
        NodeEndpoint b = open(DirectMode.OFF)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      Thread.ofVirtual().start(() -> relays.answer(State.CONNECTED));
      try (Connection connection = a.dial(byRelay(b), Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(Nodes.ask(connection, new byte[] {1})).containsExactly(1);
      }
    }
  }

  @Test
  void aRelayThatIsNotConfiguredIsConnectedToForTheDial() throws Exception {
    try (NodeEndpoint a =
            NodeEndpoint.open(
                Nodes.config(new RelayMode.Disabled(), DirectMode.OFF),
                Transport.choose(),
                relays::connect);
        NodeEndpoint b = open(DirectMode.OFF)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      try (Connection connection = a.dial(byRelay(b), Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(Nodes.ask(connection, new byte[] {1})).containsExactly(1);
      }
    }
  }

  @Test
  void somebodyElseOnTheLanDoesNotSpoilADialThatTheRelayCanCarry() throws Exception {
    relays.delay(50);
    try (NodeEndpoint a = open(DirectMode.ON);
        NodeEndpoint b = open(DirectMode.OFF);
        NodeEndpoint spoofer = open(DirectMode.ON)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      spoofer.handle(Nodes.ECHO, Nodes.ECHOES);
      var address = byRelay(b).withDirect(spoofer.address().direct());
      try (Connection connection = a.dial(address, Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(connection.remote()).isEqualTo(b.id());
        assertThat(connection.path().kind()).isEqualTo(PathView.Kind.RELAY);
      }
    }
  }

  @Test
  void withoutAnyRelayOrAddressTheDialSaysSoAtOnce() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.NIO);
        NodeEndpoint b = Nodes.direct(Transport.NIO)) {
      assertThatThrownBy(() -> a.dial(NodeAddr.of(b.id()), Nodes.ECHO, Duration.ofSeconds(5)))
          .isInstanceOfSatisfying(
              NetException.class, e -> assertThat(e.error()).isEqualTo(NetError.NO_RELAY));
    }
  }
}
