package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.RawClient;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrame.DatagramFrom;
import app.bothways.net.relay.protocol.RelayFrame.DatagramTo;
import app.bothways.net.relay.protocol.RelayFrame.Pong;
import app.bothways.net.relay.protocol.RelayFrame.Status;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send too much, and connections that never become clients. */
@Execution(ExecutionMode.CONCURRENT)
class RelayPressureTest {
  private static final int PAYLOAD = 5000;

  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  private Optional<RelayServer> running = Optional.empty();

  private RelayServer start(RelayLimits limits) throws IOException {
    var server = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0).withLimits(limits));
    running = Optional.of(server);
    return server;
  }

  @AfterEach
  void stop() {
    running.ifPresent(RelayServer::close);
  }

  private static RelayLimits rate(long bytesPerSecond) {
    return RelayLimits.standard().withClientRate(Optional.of(RateLimit.of(bytesPerSecond)));
  }

  private static DatagramTo datagram(NodeKey to, int bytes) {
    return new DatagramTo(to.id(), 0, Unpooled.wrappedBuffer(new byte[bytes]));
  }

  @Test
  void aClientThatSendsTooFastIsSlowedDownAndToldAndLosesNothing() throws Exception {
    RelayServer server = start(rate(50_000));
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      long begin = System.nanoTime();
      for (int i = 0; i < 30; i++) {
        a.send(datagram(bob, PAYLOAD));
      }
      assertThat(a.nextButPing()).isEqualTo(new Status(Status.RATE_LIMITED));
      for (int i = 0; i < 30; i++) {
        assertThat(((DatagramFrom) b.nextButPing()).data().readableBytes()).isEqualTo(PAYLOAD);
      }
      // 150 kB at 50 kB/s are 3 s; the burst and one reading of at most 64 KiB are for free.
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThan(Duration.ofMillis(1400));
      assertThat(b.pingAndNext(1)).as("others are not slowed").isEqualTo(new Pong(1));
    }
  }

  @Test
  void aVersion1ClientIsSlowedWithoutAWordItDoesNotKnow() throws Exception {
    RelayServer server = start(rate(20_000));
    try (var a = RawClient.open(server, RelayVersion.V1).prove(alice);
        var b = RawClient.join(server, bob)) {
      for (int i = 0; i < 6; i++) {
        a.send(datagram(bob, PAYLOAD));
      }
      for (int i = 0; i < 6; i++) {
        assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
      }
      assertThat(a.pingAndNext(7)).isEqualTo(new Pong(7));
    }
  }

  @Test
  void aClientHeldBackForLongIsNotTakenForDeadAndARaisedRateFreesIt() throws Exception {
    var quick =
        new app.bothways.net.relay.flow.Heartbeat.Rhythm(
            Duration.ofMillis(800), Duration.ZERO, Duration.ofMillis(1500));
    RelayServer server = start(rate(1).withHeartbeat(quick));
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      a.send(datagram(bob, PAYLOAD));
      assertThat(a.nextButPing()).isEqualTo(new Status(Status.RATE_LIMITED));
      assertThat(b.nextButPing()).isInstanceOf(DatagramFrom.class);
      // At one byte a second what follows is not read for more than an hour.
      a.send(new RelayFrame.Ping(5));
      for (int pings = 0; pings < 4; ) {
        pings += a.next() instanceof RelayFrame.Ping ? 1 : 0;
      }
      server.reconfigure(
          RelayServerConfig.plain("127.0.0.1", 0).withLimits(RelayLimits.standard()));
      assertThat(a.nextButPing()).isEqualTo(new Pong(5));
    }
  }

  @Test
  void theBucketFillsWithTimeUpToTheBurstAndMayBeOverdrawnOnce() {
    long second = 1_000_000_000L;
    var bucket = new TokenBucket(0, 0);
    bucket.refill(100, 50, 10 * second);
    bucket.take(250);
    assertThat(bucket.overdrawn()).isTrue();
    assertThat(bucket.recovery(100)).isEqualTo(Duration.ofSeconds(2));
    bucket.refill(100, 50, 12 * second);
    assertThat(bucket.overdrawn()).isFalse();
    assertThat(bucket.takeOne()).isFalse();
    bucket.refill(100, 50, 13 * second);
    for (int i = 0; i < 50; i++) {
      assertThat(bucket.takeOne()).isTrue();
    }
    assertThat(bucket.takeOne()).isFalse();
  }

  @Test
  void anUpgradeThatComesByteByByteIsCutOffInTime() throws Exception {
    RelayServer server = start(RelayLimits.standard().withEstablish(Duration.ofMillis(700)));
    try (var proved = RawClient.join(server, alice);
        var socket = new Socket("127.0.0.1", server.address().getPort())) {
      byte[] head =
          ("GET /relay HTTP/1.1\r\nX: " + "x".repeat(4000)).getBytes(StandardCharsets.US_ASCII);
      socket.setSoTimeout(100);
      int sent = 0;
      boolean cut = false;
      while (!cut && sent < head.length) {
        try {
          socket.getOutputStream().write(head[sent++]);
          cut = socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
          // Nothing is said to us before the head is whole.
        } catch (IOException reset) {
          cut = true;
        }
      }
      assertThat(cut).isTrue();
      assertThat(sent).isLessThan(head.length);
      assertThat(proved.pingAndNext(6)).isEqualTo(new Pong(6));
    }
  }

  private static final String UPGRADE =
      "GET /relay HTTP/1.1\r\nHost: r\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Protocol: iroh-relay-v2\r\n\r\n";

  private static final Future<?> NO_TIMER =
      ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET /relay HTTP/1.1\r\n\r\n",
        "PUT /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 99999\r\n\r\n",
        "PUT /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx"
      })
  void requestsInARowWhoseAnswersAreNotReadCostAtMostOneMebibyte(String request) {
    byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
    var hub = new Hub(RelayServerConfig.plain("127.0.0.1", 0));
    var relay = new DeafChannel();
    Listeners.talk(relay.pipeline(), hub, NO_TIMER);
    relay.deafen();
    assertThat(relay.flood(bytes, 8 << 20)).isLessThan(1 << 20);
    var small = new DeafChannel();
    byte[] page = new byte[20_000];
    Listeners.small(
        small.pipeline(), hub, _ -> Replies.bytes(HttpResponseStatus.OK, "text/plain", page));
    small.deafen();
    assertThat(small.flood(bytes, 8 << 20)).isLessThan(1 << 20);
    relay.finishAndReleaseAll();
    small.finishAndReleaseAll();
  }

  @Test
  void pingsBeforeTheProofWhosePongsAreNotReadCostAtMostOneMebibyte() {
    var relay = new DeafChannel();
    Listeners.talk(relay.pipeline(), new Hub(RelayServerConfig.plain("127.0.0.1", 0)), NO_TIMER);
    relay.says(UPGRADE);
    assertThat(relay.outboundMessages()).as("upgraded and challenged").hasSizeGreaterThan(1);
    relay.deafen();
    byte[] ping = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};
    assertThat(relay.flood(ping, 8 << 20)).isLessThan(1 << 20);
    assertThat(relay.isOpen()).isFalse();
    relay.finishAndReleaseAll();
  }

  @Test
  void oneConnectionAsksOnlySoOftenBeforeItHasToComeAgain() throws Exception {
    RelayServer server = start(RelayLimits.standard());
    try (var socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(10_000);
      for (int i = 1; i <= RequestBound.MOST; i++) {
        socket
            .getOutputStream()
            .write("GET /generate_204 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
          answer.append((char) socket.getInputStream().read());
        }
        assertThat(answer).startsWith("HTTP/1.1 204");
        assertThat(answer.indexOf("connection: close") > 0).isEqualTo(i == RequestBound.MOST);
      }
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @Test
  void aFloodOfSilentConnectionsPushesOutItselfAndClientsStillGetIn() throws Exception {
    RelayServer server =
        start(RelayLimits.standard().withConnections(new ConnectionLimits(20, 10, 1000, 1000)));
    var flood = new ArrayList<Socket>();
    try (var before = RawClient.join(server, alice)) {
      for (int i = 0; i < 100; i++) {
        flood.add(new Socket("127.0.0.1", server.address().getPort()));
      }
      // Only when all of the flood has been taken in does what comes next come after it.
      long end = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(20);
      while (server.stats().accepted() < 101) {
        assertThat(System.nanoTime()).as("the flood is accepted").isLessThan(end);
        Thread.onSpinWait();
      }
      try (var late = RawClient.join(server, bob)) {
        assertThat(late.pingAndNext(8)).isEqualTo(new Pong(8));
      }
      assertThat(before.pingAndNext(9)).isEqualTo(new Pong(9));
      flood.getFirst().setSoTimeout(10_000);
      assertThat(flood.getFirst().getInputStream().read()).as("the oldest is closed").isNegative();
    } finally {
      for (Socket socket : flood) {
        socket.close();
      }
    }
  }

  @Test
  void oneAddressOpensOnlySoManyConnectionsAndOnlySoFast() throws Exception {
    var guard = new ConnectionGuard();
    var limits = new ConnectionLimits(100, 3, 0.001, 5);
    var one = InetAddress.getByName("192.0.2.1");
    var channels = new ArrayList<EmbeddedChannel>();
    for (int i = 0; i < 3; i++) {
      channels.add(new EmbeddedChannel());
      assertThat(guard.arrive(channels.getLast(), one, limits)).isTrue();
    }
    assertThat(guard.arrive(new EmbeddedChannel(), one, limits)).as("too many").isFalse();
    channels.forEach(guard::forget);
    assertThat(guard.unproved()).isZero();
    assertThat(guard.arrive(new EmbeddedChannel(), one, limits)).isTrue();
    assertThat(guard.arrive(new EmbeddedChannel(), one, limits)).isTrue();
    assertThat(guard.arrive(new EmbeddedChannel(), one, limits)).as("too fast").isFalse();
    assertThat(guard.arrive(new EmbeddedChannel(), InetAddress.getByName("192.0.2.2"), limits))
        .isTrue();
  }

  @Test
  void oneIpv6NetworkCountsAsOneAddress() throws Exception {
    var guard = new ConnectionGuard();
    var limits = new ConnectionLimits(100, 1, 10, 10);
    assertThat(guard.arrive(new EmbeddedChannel(), InetAddress.getByName("2001:db8::1"), limits))
        .isTrue();
    assertThat(guard.arrive(new EmbeddedChannel(), InetAddress.getByName("2001:db8::2"), limits))
        .isFalse();
    assertThat(guard.arrive(new EmbeddedChannel(), InetAddress.getByName("2001:db8:1::1"), limits))
        .isTrue();
  }
}
