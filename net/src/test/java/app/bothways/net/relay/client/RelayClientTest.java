package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.server.RelayAccess;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayTls;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayClientTest {
  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private EventLoopGroup group;

  @BeforeEach
  void openLoops() {
    group = EventLoops.create(2, "test");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : toClose.reversed()) {
      each.close();
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private RelayServer server(RelayServerConfig config) throws IOException {
    var server = RelayServer.start(config);
    toClose.add(server);
    return server;
  }

  private RelayServer server() throws IOException {
    return server(RelayServerConfig.plain("127.0.0.1", 0));
  }

  private RelayClient client(Relay relay, NodeKey key, Recorder recorder) {
    var client = RelayClient.start(relay, key, group, recorder);
    toClose.add(client);
    return client;
  }

  private static ByteBuf buffer(byte[] bytes) {
    return ByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void twoClientsExchangeDatagramsAndLearnTheirLatency() throws Exception {
    var relay = Relay.of(server().url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = client(relay, alice, atAlice);
    var b = client(relay, bob, atBob);
    assertThat(Recorder.next(atAlice.views).state()).isEqualTo(State.CONNECTING);
    RelayView connected = atAlice.await(view -> view.latency().isPresent());
    assertThat(connected.state()).isEqualTo(State.CONNECTED);
    assertThat(connected.detail()).isEmpty();
    atBob.await(State.CONNECTED);
    assertThat(a.send(bob.id(), buffer(random(1200)), 0)).isTrue();
    a.flush();
    Recorder.Came came = atBob.nextDatagram();
    assertThat(came.from()).isEqualTo(alice.id());
    assertThat(came.data()).isEqualTo(random(1200));
    assertThat(came.segmentSize()).isZero();
    Recorder.next(atBob.batchEnds);
    b.send(alice.id(), buffer(random(7)), 0);
    b.flush();
    assertThat(atAlice.nextDatagram().data()).isEqualTo(random(7));
  }

  @Test
  void aBatchKeepsItsSegmentsAndIsSplitWhereItWouldNotFitOneFrame() throws Exception {
    var relay = Relay.of(server().url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = client(relay, alice, atAlice);
    client(relay, bob, atBob);
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    a.send(bob.id(), buffer(random(3000)), 1452);
    a.send(bob.id(), buffer(random(150_000)), 1452);
    a.flush();
    Recorder.Came whole = atBob.nextDatagram();
    assertThat(whole.segmentSize()).isEqualTo(1452);
    assertThat(whole.data()).isEqualTo(random(3000));
    var joined = new java.io.ByteArrayOutputStream();
    while (joined.size() < 150_000) {
      Recorder.Came part = atBob.nextDatagram();
      assertThat(part.data().length + 36).isLessThanOrEqualTo(65_536);
      assertThat(joined.size() % 1452).as("starts at a segment").isZero();
      joined.writeBytes(part.data());
    }
    assertThat(joined.toByteArray()).isEqualTo(random(150_000));
  }

  @Test
  void itWorksOnTheJdksSelectorToo() throws Exception {
    var nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var recorder = new Recorder();
    try (var client = RelayClient.start(Relay.of(server().url()), alice, nio, recorder)) {
      recorder.await(State.CONNECTED);
      assertThat(client.view().state()).isEqualTo(State.CONNECTED);
    } finally {
      nio.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void sendingToAnAbsentNodeOrLosingOneIsTold() throws Exception {
    var relay = Relay.of(server().url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = client(relay, alice, atAlice);
    atAlice.await(State.CONNECTED);
    a.send(bob.id(), buffer(random(10)), 0);
    a.flush();
    assertThat(Recorder.next(atAlice.gone)).isEqualTo(bob.id());
    try (var b = RelayClient.start(relay, bob, group, atBob)) {
      atBob.await(State.CONNECTED);
      b.send(alice.id(), buffer(random(10)), 0);
      b.flush();
      atAlice.nextDatagram();
    }
    assertThat(Recorder.next(atAlice.gone)).isEqualTo(bob.id());
  }

  @Test
  void nothingIsQueuedBeyondTheBound() throws Exception {
    var recorder = new Recorder();
    var client = client(Relay.of(server().url()), alice, recorder);
    assertThat(client.send(bob.id(), buffer(random(10)), 0)).as("not connected yet").isFalse();
    recorder.await(State.CONNECTED);
    int taken = 0;
    while (client.send(bob.id(), buffer(new byte[60_000]), 0)) {
      taken++;
      assertThat(taken).isLessThan(100);
    }
    assertThat(taken * 60_000).isBetween(900_000, 1 << 20);
    client.flush();
    assertThat(client.send(bob.id(), buffer(new byte[70_000]), 0)).as("fits no frame").isFalse();
    assertThat(client.send(bob.id(), buffer(new byte[0]), 0)).as("empty").isFalse();
  }

  @Test
  void aRestartedRelayIsFoundAgain() throws Exception {
    var first = server();
    int port = first.address().getPort();
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = client(Relay.of(first.url()), alice, atAlice);
    client(Relay.of(first.url()), bob, atBob);
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    first.close();
    RelayView down = atAlice.await(State.UNREACHABLE);
    assertThat(down.detail()).contains("127.0.0.1");
    atBob.await(State.UNREACHABLE);
    server(RelayServerConfig.plain("127.0.0.1", port));
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    a.send(bob.id(), buffer(random(99)), 0);
    a.flush();
    assertThat(atBob.nextDatagram().data()).isEqualTo(random(99));
  }

  @Test
  void aTokenOpensTheRelayAndItsLackIsShownAsDenied() throws Exception {
    var url =
        server(
                RelayServerConfig.plain("127.0.0.1", 0)
                    .withAccess(new RelayAccess.SharedToken(List.of("s3cret"))))
            .url();
    var with = new Recorder();
    var without = new Recorder();
    client(new Relay(url, "s3cret", ""), alice, with);
    client(Relay.of(url), bob, without);
    with.await(State.CONNECTED);
    assertThat(without.await(State.DENIED).detail()).contains("not authorized");
  }

  @Test
  void aSecondConnectionWithTheSameKeyIsMadeVisibleOnTheFirst() throws Exception {
    var relay = Relay.of(server().url());
    var first = new Recorder();
    client(relay, alice, first);
    first.await(State.CONNECTED);
    try (var twin = RelayClient.start(relay, alice, group, new Recorder())) {
      assertThat(first.await(view -> !view.detail().isEmpty()).state()).isEqualTo(State.CONNECTED);
      assertThat(twin.view().url()).isEqualTo(relay.url());
    }
    first.await(view -> view.detail().isEmpty());
  }

  @Test
  void theRelayNeverSeesTheTokenOfAnotherOneNorAnyPlaintextThatWasSealed() throws Exception {
    var seen = new java.io.ByteArrayOutputStream();
    var relay =
        Relay.of(
            server(
                    RelayServerConfig.plain("127.0.0.1", 0)
                        .withTap(
                            bytes -> {
                              synchronized (seen) {
                                seen.writeBytes(bytes);
                              }
                            }))
                .url());
    var atAlice = new Recorder();
    var atBob = new Recorder();
    var a = client(relay, alice, atAlice);
    client(relay, bob, atBob);
    atAlice.await(State.CONNECTED);
    atBob.await(State.CONNECTED);
    byte[] sealed = random(500);
    a.send(bob.id(), buffer(sealed), 0);
    a.flush();
    atBob.nextDatagram();
    synchronized (seen) {
      var all = seen.toString(StandardCharsets.ISO_8859_1);
      // The tap does see what is forwarded, so that a canary in it would be found.
      assertThat(all).contains(new String(sealed, StandardCharsets.ISO_8859_1));
      assertThat(all).doesNotContainIgnoringCase("authorization");
      assertThat(all).doesNotContain(new String(alice.seed(), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void aPortThatNobodyListensOnIsUnreachable() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var recorder = new Recorder();
    client(Relay.of(new RelayUrl("http", "127.0.0.1", port)), alice, recorder);
    assertThat(recorder.await(State.UNREACHABLE).detail()).contains("refused");
  }

  @Test
  void aServerThatTalksGarbageIsNotARelay() throws Exception {
    assertThat(stateAt("\0\1\2 what is this\r\n\r\nmore\r\n")).isEqualTo(State.NOT_A_RELAY);
    assertThat(stateAt("SSH-2.0-OpenSSH_9.9\r\n")).isEqualTo(State.NOT_A_RELAY);
    assertThat(stateAt("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"))
        .isEqualTo(State.NOT_A_RELAY);
    assertThat(stateAt("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(State.NOT_A_RELAY);
    assertThat(stateAt("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n"))
        .isEqualTo(State.NOT_A_RELAY);
  }

  @Test
  void aProxyWhoseRelayIsAwayIsUnreachableAndOneThatForbidsIsDenied() throws Exception {
    assertThat(stateAt("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(State.UNREACHABLE);
    assertThat(stateAt("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(State.DENIED);
  }

  /** The first state that is not "connecting" at a TCP server that says {@code text} and closes. */
  private State stateAt(String text) throws Exception {
    try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAll(listening, text));
      var recorder = new Recorder();
      var url = new RelayUrl("http", "127.0.0.1", listening.getLocalPort());
      try (var client = RelayClient.start(Relay.of(url), alice, group, recorder)) {
        RelayView view = recorder.await(v -> v.state() != State.CONNECTING);
        assertThat(view.detail()).isNotEmpty();
        assertThat(client.view().url()).isEqualTo(url);
        return view.state();
      }
    }
  }

  private static void answerAll(ServerSocket listening, String text) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        InputStream in = socket.getInputStream();
        in.read(new byte[2048]);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        in.read();
      } catch (IOException over) {
        // The client hangs up, or the test is over.
      }
    }
  }

  @Test
  void aRelayThatSendsGarbageFramesIsNotARelayBeforeAndAfterTheProof() throws Exception {
    try (var garbage = new OddRelay((odd, socket) -> odd.say(socket, new byte[] {99, 1, 2}))) {
      var recorder = new Recorder();
      client(garbage.relay(), alice, recorder);
      assertThat(recorder.await(State.NOT_A_RELAY).detail()).contains("no relay frame");
    }
    OddRelay.Script late =
        (odd, socket) -> {
          odd.admit(socket);
          odd.say(socket, new byte[] {6, 1, 2});
        };
    try (var garbage = new OddRelay(late)) {
      var recorder = new Recorder();
      client(garbage.relay(), alice, recorder);
      recorder.await(State.CONNECTED);
      recorder.await(State.NOT_A_RELAY);
    }
  }

  @Test
  void aRelayThatAnnouncesItsRestartIsLeftAndFoundAgain() throws Exception {
    OddRelay.Script restarting =
        (odd, socket) -> {
          odd.admit(socket);
          odd.say(socket, new byte[] {12, 0, 0, 0, 50, 0, 0, 1, 0});
        };
    try (var odd = new OddRelay(restarting)) {
      var recorder = new Recorder();
      client(odd.relay(), alice, recorder);
      recorder.await(State.CONNECTED);
      assertThat(recorder.await(State.CONNECTING).detail()).contains("restarts");
      recorder.await(State.CONNECTED);
    }
  }

  @Test
  void aClosedClientStaysAway() throws Exception {
    var server = server();
    var recorder = new Recorder();
    var client = client(Relay.of(server.url()), alice, recorder);
    recorder.await(State.CONNECTED);
    client.close();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (server.stats().clients() > 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    assertThat(client.send(bob.id(), buffer(new byte[1]), 0)).isFalse();
    client.networkChanged();
    assertThat(server.stats().accepted()).isOne();
  }

  @Test
  void aNetworkChangeIsAnsweredByAPingNowOrByDialingNow() throws Exception {
    var denied =
        server(
            RelayServerConfig.plain("127.0.0.1", 0)
                .withAccess(new RelayAccess.SharedToken(List.of("x"))));
    var recorder = new Recorder();
    var client = client(Relay.of(denied.url()), alice, recorder);
    recorder.await(State.DENIED);
    // The next try would come a minute later.
    client.networkChanged();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (denied.stats().denied() < 2) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    var connected = new Recorder();
    var other = client(Relay.of(server().url()), bob, connected);
    connected.await(view -> view.latency().isPresent());
    other.networkChanged();
    connected.await(view -> view.latency().isPresent());
  }

  @Test
  void aSelfSignedCertificateIsTrustedOnlyWhereItIsPinned(@TempDir Path directory)
      throws Exception {
    var tls = selfSigned(directory);
    var url = server(RelayServerConfig.plain("127.0.0.1", 0).withTls(tls)).url();
    assertThat(url.tls()).isTrue();
    var stranger = new Recorder();
    client(Relay.of(url), alice, stranger);
    assertThat(stranger.await(State.TLS_NOT_TRUSTED).detail()).contains("not trusted");
    var pinned = new Recorder();
    client(new Relay(url, "", Files.readString(tls.certificate())), bob, pinned);
    pinned.await(State.CONNECTED);
    var otherPin = new Recorder();
    Path other = Files.createDirectory(directory.resolve("other"));
    var wrong = Files.readString(selfSigned(other).certificate());
    client(new Relay(url, "", wrong), alice, otherPin);
    otherPin.await(State.TLS_NOT_TRUSTED);
  }

  @Test
  void tlsToAPlainServerIsNotARelay() throws Exception {
    var plain = server().url();
    var recorder = new Recorder();
    client(Relay.of(new RelayUrl("https", plain.host(), plain.port())), alice, recorder);
    recorder.await(State.NOT_A_RELAY);
  }

  private static RelayTls.PemFiles selfSigned(Path directory) throws Exception {
    Path store = directory.resolve("store.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "relay",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test relay",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    byte[] certificate = keys.getCertificate("relay").getEncoded();
    byte[] key = keys.getKey("relay", "secret".toCharArray()).getEncoded();
    return new RelayTls.PemFiles(
        pem(directory.resolve("relay.crt"), "CERTIFICATE", certificate),
        pem(directory.resolve("relay.key"), "PRIVATE KEY", key));
  }

  private static Path pem(Path file, String type, byte[] bytes) throws IOException {
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(type, encoder.encodeToString(bytes), type));
  }

  @Test
  void theBackOffGrowsFromTenMillisecondsToSixteenSeconds() {
    var backoff = new Backoff(new Random(1));
    Duration delay = backoff.next();
    assertThat(delay).isBetween(Duration.ofMillis(5), Duration.ofMillis(10));
    for (int i = 0; i < 20; i++) {
      delay = backoff.next();
    }
    assertThat(delay).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(10));
  }
}
