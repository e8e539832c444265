package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.RawClient;
import app.bothways.net.relay.flow.Heartbeat.Rhythm;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrame.DatagramFrom;
import app.bothways.net.relay.protocol.RelayFrame.DatagramTo;
import app.bothways.net.relay.protocol.RelayFrame.EndpointGone;
import app.bothways.net.relay.protocol.RelayFrame.Pong;
import app.bothways.net.relay.protocol.RelayFrame.ServerConfirmsAuth;
import app.bothways.net.relay.protocol.RelayFrame.ServerDeniesAuth;
import app.bothways.net.relay.protocol.RelayFrame.Status;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RelayServerTest {
  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  private RelayServer server;

  private RelayServer start(RelayServerConfig config) throws IOException {
    server = RelayServer.start(config);
    return server;
  }

  private RelayServer start() throws IOException {
    return start(loopback());
  }

  private static RelayServerConfig loopback() {
    return RelayServerConfig.plain("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited ten seconds").isLessThan(end);
      Thread.sleep(5);
    }
  }

  @Test
  void datagramsAndBatchesArriveWithTheSendersKeyAndOtherwiseUnchanged() throws Exception {
    start();
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      a.send(new DatagramTo(bob.id(), 2, bytes("hello")));
      var single = (DatagramFrom) b.nextButPing();
      assertThat(single.from()).isEqualTo(alice.id());
      assertThat(single.ecn()).isEqualTo(2);
      assertThat(single.data().toString(StandardCharsets.UTF_8)).isEqualTo("hello");
      a.send(new RelayFrame.BatchTo(bob.id(), 1, 3, bytes("abcabca")));
      var batch = (RelayFrame.BatchFrom) b.nextButPing();
      assertThat(batch.from()).isEqualTo(alice.id());
      assertThat(batch.ecn()).isEqualTo(1);
      assertThat(batch.segmentSize()).isEqualTo(3);
      assertThat(batch.data().toString(StandardCharsets.UTF_8)).isEqualTo("abcabca");
      await(() -> server.stats().packetsForwarded() == 2);
      assertThat(server.stats().clients()).isEqualTo(2);
    }
    await(() -> server.stats().clients() == 0);
  }

  @Test
  void theLargestFrameGoesThroughAndALargerOneEndsTheConnection() throws Exception {
    start();
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      a.send(new DatagramTo(bob.id(), 0, Unpooled.wrappedBuffer(new byte[65_536 - 34])));
      assertThat(((DatagramFrom) b.nextButPing()).data().readableBytes()).isEqualTo(65_536 - 34);
      a.sendUnlessClosed(new byte[100_000]);
      a.awaitClosed();
      assertThat(b.nextButPing()).isEqualTo(new EndpointGone(alice.id()));
    }
  }

  @Test
  void bothVersionsAreServedAndPingsAreAnswered() throws Exception {
    start();
    try (var a = RawClient.open(server, RelayVersion.V1).prove(alice);
        var b = RawClient.open(server, RelayVersion.V2).prove(bob)) {
      assertThat(a.pingAndNext(42)).isEqualTo(new Pong(42));
      assertThat(b.pingAndNext(-1)).isEqualTo(new Pong(-1));
    }
  }

  @Test
  void aWrongProofIsDeniedWithTheKnownReason() throws Exception {
    start();
    try (var a = RawClient.open(server, RelayVersion.V2)) {
      a.next();
      a.send(new RelayFrame.ClientAuth(alice.id(), alice.sign(new byte[32])));
      assertThat(a.next()).isEqualTo(new ServerDeniesAuth("signature invalid"));
      a.awaitClosed();
    }
    assertThat(server.stats().denied()).isOne();
    assertThat(server.stats().admitted()).isZero();
  }

  @Test
  void aProofOfAnotherConnectionsChallengeIsDenied() throws Exception {
    start();
    try (var a = RawClient.open(server, RelayVersion.V2);
        var b = RawClient.open(server, RelayVersion.V2)) {
      var challenge = (RelayFrame.ServerChallenge) a.next();
      b.next();
      b.send(app.bothways.net.relay.protocol.RelayHandshake.answer(challenge, alice));
      assertThat(b.next()).isEqualTo(new ServerDeniesAuth("signature invalid"));
    }
  }

  @Test
  void aFrameOtherThanTheProofEndsTheConnection() throws Exception {
    start();
    try (var a = RawClient.open(server, RelayVersion.V2)) {
      a.next();
      a.send(new DatagramTo(bob.id(), 0, bytes("too early")));
      a.awaitClosed();
    }
    try (var a = RawClient.open(server, RelayVersion.V2)) {
      a.next();
      a.send(new byte[] {99, 1, 2});
      a.awaitClosed();
    }
    try (var a = RawClient.join(server, alice)) {
      a.send(new RelayFrame.ServerConfirmsAuth());
      a.awaitClosed();
    }
    await(() -> server.stats().protocolErrors() == 3);
  }

  @Test
  void theAccessRulesDecideAfterTheProof() throws Exception {
    start(loopback().withAccess(new RelayAccess.Allowlist(Set.of(alice.id()))));
    assertThat(answer(alice, "", "")).isInstanceOf(ServerConfirmsAuth.class);
    assertThat(answer(bob, "", "")).isEqualTo(new ServerDeniesAuth("not authorized"));
    server.close();
    start(loopback().withAccess(new RelayAccess.Denylist(Set.of(alice.id()))));
    assertThat(answer(alice, "", "")).isEqualTo(new ServerDeniesAuth("not authorized"));
    assertThat(answer(bob, "", "")).isInstanceOf(ServerConfirmsAuth.class);
  }

  @Test
  void aTokenCountsAsHeaderAndInTheQuery() throws Exception {
    start(loopback().withAccess(new RelayAccess.SharedToken(List.of("s3cret", "other"))));
    assertThat(answer(alice, "", "s3cret")).isInstanceOf(ServerConfirmsAuth.class);
    assertThat(answer(alice, "?token=other", "")).isInstanceOf(ServerConfirmsAuth.class);
    assertThat(answer(alice, "", "s3cre")).isEqualTo(new ServerDeniesAuth("not authorized"));
    assertThat(answer(alice, "", "")).isEqualTo(new ServerDeniesAuth("not authorized"));
    await(() -> server.stats().clients() == 0);
    assertThatThrownBy(() -> new RelayAccess.SharedToken(List.of("")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private RelayFrame answer(NodeKey key, String query, String token) throws Exception {
    try (var client = RawClient.open(server, RelayVersion.V2, query, token, Long.MAX_VALUE)) {
      return client.answer(key);
    }
  }

  @Test
  void aSilentConnectionIsCutAfterTheEstablishTimeAndAnEstablishedOneLives() throws Exception {
    start(loopback().withLimits(RelayLimits.standard().withEstablish(Duration.ofSeconds(2))));
    try (var established = RawClient.join(server, alice);
        var silent = new Socket("127.0.0.1", server.address().getPort());
        var unproved = RawClient.open(server, RelayVersion.V2)) {
      silent.setSoTimeout(10_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      unproved.awaitClosed();
      assertThat(established.pingAndNext(1)).isEqualTo(new Pong(1));
    }
  }

  @Test
  void aClientThatAnswersNoPingIsDropped() throws Exception {
    var quick = new Rhythm(Duration.ofMillis(50), Duration.ZERO, Duration.ofMillis(200));
    start(loopback().withLimits(RelayLimits.standard().withHeartbeat(quick)));
    try (var a = RawClient.join(server, alice)) {
      assertThat(a.next()).isInstanceOf(RelayFrame.Ping.class);
      a.awaitClosed();
    }
    await(() -> server.stats().clients() == 0);
  }

  @Test
  void theNewestConnectionOfAKeyReceivesAndTheOldOneIsPromotedWhenItLeaves() throws Exception {
    start();
    try (var b = RawClient.join(server, bob);
        var old = RawClient.join(server, alice)) {
      try (var recent = RawClient.join(server, alice)) {
        assertThat(old.nextButPing()).isEqualTo(new Status(Status.SAME_KEY_ELSEWHERE));
        b.send(new DatagramTo(alice.id(), 0, bytes("to the newest")));
        assertThat(recent.nextButPing()).isInstanceOf(DatagramFrom.class);
        old.send(new DatagramTo(bob.id(), 0, bytes("may still send")));
        assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
        assertThat(old.pingAndNext(3)).isEqualTo(new Pong(3));
      }
      assertThat(old.nextButPing()).isEqualTo(new Status(Status.HEALTHY));
      b.send(new DatagramTo(alice.id(), 0, bytes("to the promoted")));
      assertThat(old.nextButPing()).isInstanceOf(DatagramFrom.class);
    }
  }

  @Test
  void aVersion1ClientIsToldOfItsTwinInWords() throws Exception {
    start();
    try (var old = RawClient.open(server, RelayVersion.V1).prove(alice)) {
      try (var recent = RawClient.open(server, RelayVersion.V1).prove(alice)) {
        assertThat(((RelayFrame.Health) old.nextButPing()).problem()).isNotEmpty();
        assertThat(recent.pingAndNext(4)).isEqualTo(new Pong(4));
      }
      assertThat(old.nextButPing()).isEqualTo(new RelayFrame.Health(""));
    }
  }

  @Test
  void connectionsWithOneKeyAreBounded() throws Exception {
    start();
    try (var oldest = RawClient.join(server, alice)) {
      var others = new java.util.ArrayList<RawClient>();
      for (int i = 0; i < ClientRegistry.MAX_WAITING + 1; i++) {
        others.add(RawClient.join(server, alice));
      }
      oldest.awaitClosed();
      assertThat(others.getFirst().pingAndNext(5)).isNotNull();
      others.forEach(RawClient::close);
    }
  }

  @Test
  void thoseToWhomALeavingClientHadSentAreTold() throws Exception {
    start();
    NodeKey carol = NodeKey.generate();
    try (var b = RawClient.join(server, bob);
        var c = RawClient.join(server, carol)) {
      try (var a = RawClient.join(server, alice)) {
        a.send(new DatagramTo(bob.id(), 0, bytes("x")));
        assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
      }
      assertThat(b.nextButPing()).isEqualTo(new EndpointGone(alice.id()));
      assertThat(c.pingAndNext(6)).isEqualTo(new Pong(6));
    }
  }

  @Test
  void aDatagramToNobodyIsDroppedAndTheSenderToldAtMostThreeTimesASecond() throws Exception {
    start();
    NodeId nobody = NodeKey.generate().id();
    try (var a = RawClient.join(server, alice)) {
      for (int i = 0; i < 50; i++) {
        a.send(new DatagramTo(nobody, 0, bytes("x")));
      }
      RelayFrame frame = a.pingAndNext(9);
      int notices = 0;
      while (frame.equals(new EndpointGone(nobody))) {
        notices++;
        frame = a.nextButPing();
      }
      assertThat(frame).isEqualTo(new Pong(9));
      // Sending may take some seconds on a busy machine.
      assertThat(notices).isBetween(3, 30);
      assertThat(server.stats().unknownDestination()).isEqualTo(50);
    }
  }

  @Test
  void aReceiverThatReadsNothingDelaysNobodyAndCostsABoundedQueue() throws Exception {
    start();
    NodeKey carol = NodeKey.generate();
    try (var a = RawClient.join(server, alice);
        var stuck = RawClient.open(server, RelayVersion.V2, "", "", 2).prove(bob);
        var c = RawClient.join(server, carol)) {
      stuck.send(new RelayFrame.Ping(1));
      var load = Unpooled.wrappedBuffer(new byte[60_000]);
      for (int i = 0; i < 1000 && server.stats().droppedQueueFull() < 20; i++) {
        a.send(new DatagramTo(bob.id(), 0, load));
      }
      assertThat(server.stats().droppedQueueFull()).isPositive();
      a.send(new DatagramTo(carol.id(), 0, bytes("still here")));
      assertThat(c.nextButPing()).isInstanceOf(DatagramFrom.class);
      // It takes no frame for the write timeout and is cut; what fits the socket's buffers hides
      // for a while that nobody reads, so more is sent until that shows.
      await(
          () -> {
            a.send(new DatagramTo(bob.id(), 0, load));
            return server.stats().clients() == 2;
          });
      assertThat(c.pingAndNext(2)).isEqualTo(new Pong(2));
    }
  }

  @Test
  void theTapSeesWhatClientsSendWithoutTheMask() throws Exception {
    var seen = new java.io.ByteArrayOutputStream();
    start(
        loopback()
            .withTap(
                received -> {
                  synchronized (seen) {
                    seen.writeBytes(received);
                  }
                }));
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      a.send(new DatagramTo(bob.id(), 0, bytes("canary")));
      b.nextButPing();
    }
    synchronized (seen) {
      assertThat(seen.toString(StandardCharsets.ISO_8859_1)).contains("canary", "GET /relay");
    }
  }

  @Test
  void randomFramesAfterTheProofNeverHurtOthers() throws Exception {
    start();
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new java.util.Random(seed);
    try (var b = RawClient.join(server, bob)) {
      for (int round = 0; round < 20; round++) {
        try (var a = RawClient.join(server, alice)) {
          var noise = new byte[random.nextInt(1, 100)];
          random.nextBytes(noise);
          noise[0] = (byte) (11 + random.nextInt(50));
          a.send(noise);
          a.awaitClosed();
        }
      }
      assertThat(b.pingAndNext(8)).isEqualTo(new Pong(8));
    }
  }
}
