package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Certificates;
import app.bothways.net.relay.Http;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.protocol.MalformedFrameException;
import app.bothways.net.relay.protocol.TlsLogin;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key proved by the TLS session itself, without a challenge. */
class TlsLoginTest {
  private static final int CHALLENGE = 0;
  private static final int CONFIRMED = 2;
  private static final int DENIED = 3;

  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  @TempDir private Path directory;
  private RelayTls.PemFiles tls;
  private RelayServer server;

  @BeforeEach
  void start() throws Exception {
    tls = Certificates.selfSigned(directory);
    var metrics = RelayServices.standard().withMetrics(new Listen("127.0.0.1", 0));
    server = RelayServer.start(config().withServices(metrics));
  }

  private RelayServerConfig config() {
    return RelayServerConfig.plain("127.0.0.1", 0).withTls(tls);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SSLSocket connect() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = new FileInputStream(tls.certificate().toFile())) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("relay", certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket("127.0.0.1", server.address().getPort());
    socket.setSoTimeout(15_000);
    socket.startHandshake();
    return socket;
  }

  private static String login(NodeKey key, SSLSocket socket) {
    return TlsLogin.prove(key, socket.getSession()).orElseThrow();
  }

  /** The status line of the answer to the upgrade. */
  private static String upgrade(SSLSocket socket, String login) throws IOException {
    String head =
        "GET /relay HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Protocol: iroh-relay-v2\r\n"
            + TlsLogin.HEADER
            + ": "
            + login
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    var answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("no answer: " + answer);
      }
      answer.append((char) next);
    }
    return answer.substring(0, answer.indexOf("\r\n"));
  }

  /** The type of the first relay frame. */
  private static int firstFrame(InputStream in) throws IOException {
    var data = new DataInputStream(in);
    assertThat(data.readUnsignedByte()).as("a binary message").isEqualTo(0x82);
    data.readFully(new byte[1]);
    return data.readUnsignedByte();
  }

  private int answerTo(SSLSocket socket, String login) throws IOException {
    assertThat(upgrade(socket, login)).contains("101");
    return firstFrame(socket.getInputStream());
  }

  @Test
  void whoProvesTheKeyByTheSessionIsLetInWithoutAChallengeWhenTheRuleAdmitsIt() throws Exception {
    try (SSLSocket socket = connect()) {
      assertThat(answerTo(socket, login(alice, socket))).isEqualTo(CONFIRMED);
    }
    server.reconfigure(config().withAccess(new RelayAccess.Denylist(Set.of(alice.id()))));
    try (SSLSocket socket = connect()) {
      assertThat(answerTo(socket, login(alice, socket))).isEqualTo(DENIED);
    }
  }

  @Test
  void aProofOfAnotherSessionOrByAnotherKeyProvesNothingAndTheChallengeDecides() throws Exception {
    String elsewhere;
    try (SSLSocket other = connect()) {
      elsewhere = login(alice, other);
    }
    try (SSLSocket socket = connect()) {
      assertThat(answerTo(socket, elsewhere)).isEqualTo(CHALLENGE);
    }
    try (SSLSocket socket = connect()) {
      byte[] proof = Base64.getUrlDecoder().decode(login(bob, socket));
      byte[] mine = Base64.getUrlDecoder().decode(login(alice, socket));
      // Bob's signature under alice's name, with the end that fits alice.
      System.arraycopy(mine, 0, proof, 0, 32);
      System.arraycopy(mine, 97, proof, 97, 16);
      String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
      assertThat(answerTo(socket, forged)).isEqualTo(CHALLENGE);
    }
  }

  @Test
  void aHeaderThatIsNoProofAtAllIsABadRequest() throws Exception {
    try (SSLSocket socket = connect()) {
      assertThat(upgrade(socket, "x")).contains("400");
    }
    assertThatThrownBy(() -> TlsLogin.proved("!".repeat(151), Optional.empty()))
        .isInstanceOf(MalformedFrameException.class);
    assertThatThrownBy(() -> TlsLogin.proved("A".repeat(151), Optional.empty()))
        .as("no length of a signature where it belongs")
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void randomHeadersProveNothing() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      var bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(300) : 113];
      random.nextBytes(bytes);
      if (bytes.length == 113 && random.nextBoolean()) {
        bytes[32] = 64;
      }
      String header = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      try {
        assertThat(TlsLogin.proved(header, Optional.empty())).as("seed %d", seed).isEmpty();
      } catch (MalformedFrameException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).contains("login");
      }
    }
  }

  @Test
  void ourClientsProveTheirKeysThatWay() throws Exception {
    var connected = new CountDownLatch(1);
    var group = EventLoops.create(1, "test");
    var relay = new Relay(server.url(), "", Files.readString(tls.certificate()));
    try (var _ = RelayClient.start(relay, alice, group, new WhenConnected(connected))) {
      assertThat(connected.await(15, TimeUnit.SECONDS)).isTrue();
      assertThat(figures()).contains("relayserver_tls_logins_total 1");
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private String figures() throws Exception {
    byte[] page = Http.get(server.metricsAddress().orElseThrow(), "/metrics").body();
    return new String(page, StandardCharsets.UTF_8);
  }

  private record WhenConnected(CountDownLatch connected) implements RelayListener {
    @Override
    public void datagram(app.bothways.net.identity.NodeId from, ByteBuf data, int segmentSize) {
      data.release();
    }

    @Override
    public void batchEnd() {}

    @Override
    public void endpointGone(app.bothways.net.identity.NodeId peer) {}

    @Override
    public void stateChanged(RelayView view) {
      if (view.state() == State.CONNECTED) {
        connected.countDown();
      }
    }
  }
}
