package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Certificates;
import app.bothways.net.relay.server.RelayAccess;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client makes of relays that refuse, fail, lie, or are none. */
class RelayTroubleTest {
  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  private final Lab lab = new Lab();

  @AfterEach
  void closeLab() {
    lab.close();
  }

  @Test
  void aTokenOpensTheRelayAndItsLackIsShownAsDenied() throws Exception {
    var url =
        lab.server(
                RelayServerConfig.plain("127.0.0.1", 0)
                    .withAccess(new RelayAccess.SharedToken(List.of("s3cret"))))
            .url();
    var with = new Recorder();
    var without = new Recorder();
    lab.client(new Relay(url, "s3cret", ""), alice, with);
    lab.client(Relay.of(url), bob, without);
    with.await(State.CONNECTED);
    assertThat(without.await(State.DENIED).detail()).contains("not authorized");
  }

  @Test
  void aPortThatNobodyListensOnIsUnreachable() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var recorder = new Recorder();
    lab.client(Relay.of(new RelayUrl("http", "127.0.0.1", port)), alice, recorder);
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

  @ParameterizedTest
  @CsvSource({"1013, UNREACHABLE, try again later", "1000, NOT_A_RELAY, closes at once"})
  void aRelayThatIsBusyIsAskedAgainAndOneThatHangsUpIsNone(int status, State state, String words)
      throws Exception {
    byte[] close = {(byte) 0x88, 2, (byte) (status >> 8), (byte) status};
    try (var relay = new OddRelay((_, socket) -> socket.getOutputStream().write(close))) {
      var recorder = new Recorder();
      lab.client(relay.relay(), alice, recorder);
      assertThat(recorder.await(state).detail()).contains(words);
    }
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
      try (var client = RelayClient.start(Relay.of(url), alice, lab.group(), recorder)) {
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
      lab.client(garbage.relay(), alice, recorder);
      assertThat(recorder.await(State.NOT_A_RELAY).detail()).contains("no relay frame");
    }
    OddRelay.Script late =
        (odd, socket) -> {
          odd.admit(socket);
          odd.say(socket, new byte[] {6, 1, 2});
        };
    try (var garbage = new OddRelay(late)) {
      var recorder = new Recorder();
      lab.client(garbage.relay(), alice, recorder);
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
      lab.client(odd.relay(), alice, recorder);
      recorder.await(State.CONNECTED);
      assertThat(recorder.await(State.CONNECTING).detail()).contains("restarts");
      recorder.await(State.CONNECTED);
    }
  }

  @Test
  void aNetworkChangeIsAnsweredByAPingNowOrByDialingNow() throws Exception {
    var denied =
        lab.server(
            RelayServerConfig.plain("127.0.0.1", 0)
                .withAccess(new RelayAccess.SharedToken(List.of("x"))));
    var recorder = new Recorder();
    var client = lab.client(Relay.of(denied.url()), alice, recorder);
    recorder.await(State.DENIED);
    // The next try would come a minute later.
    client.networkChanged();
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (denied.stats().denied() < 2) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    var connected = new Recorder();
    var other = lab.client(Relay.of(lab.server().url()), bob, connected);
    connected.await(view -> view.latency().isPresent());
    other.networkChanged();
    connected.await(view -> view.latency().isPresent());
  }

  @Test
  void aSelfSignedCertificateIsTrustedOnlyWhereItIsPinned(@TempDir Path directory)
      throws Exception {
    var tls = Certificates.selfSigned(directory);
    var url = lab.server(RelayServerConfig.plain("127.0.0.1", 0).withTls(tls)).url();
    assertThat(url.tls()).isTrue();
    var stranger = new Recorder();
    lab.client(Relay.of(url), alice, stranger);
    assertThat(stranger.await(State.TLS_NOT_TRUSTED).detail()).contains("not trusted");
    var pinned = new Recorder();
    lab.client(new Relay(url, "", Files.readString(tls.certificate())), bob, pinned);
    pinned.await(State.CONNECTED);
    var otherPin = new Recorder();
    Path other = Files.createDirectory(directory.resolve("other"));
    var wrong = Files.readString(Certificates.selfSigned(other).certificate());
    lab.client(new Relay(url, "", wrong), alice, otherPin);
    otherPin.await(State.TLS_NOT_TRUSTED);
  }

  @Test
  void tlsToAPlainServerIsNotARelay() throws Exception {
    var plain = lab.server().url();
    var recorder = new Recorder();
    lab.client(Relay.of(new RelayUrl("https", plain.host(), plain.port())), alice, recorder);
    recorder.await(State.NOT_A_RELAY);
  }
}
