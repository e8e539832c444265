package app.bothways.net.relay.server;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Certificates;
import app.bothways.net.relay.RawClient;
import app.bothways.net.relay.protocol.RelayFrame.Pong;
import app.bothways.net.relay.protocol.RelayFrame.ServerConfirmsAuth;
import app.bothways.net.relay.protocol.RelayFrame.ServerDeniesAuth;
import app.bothways.net.relay.protocol.RelayVersion;
import app.bothways.net.relay.server.config.RelayFile;
import app.bothways.net.relay.server.config.RelayWatch;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who is let in, and what happens when that changes while the relay runs. */
@Execution(ExecutionMode.CONCURRENT)
class RelayRulesTest {
  private final NodeKey alice = NodeKey.generate();
  private final NodeKey bob = NodeKey.generate();
  @TempDir private Path directory;
  private RelayServer server;

  private RelayServer start(RelayServerConfig config) throws IOException {
    server = RelayServer.start(config);
    return server;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static RelayServerConfig loopback() {
    return RelayServerConfig.plain("127.0.0.1", 0);
  }

  private RawClient withToken(String token) {
    return RawClient.open(server, RelayVersion.V2, "", token, Long.MAX_VALUE);
  }

  @Test
  void aRevokedTokenIsDisconnectedAtOnceAndTheOthersStay() throws Exception {
    Path file = directory.resolve("relay.toml");
    Files.writeString(
        file,
        "http_bind_addr='127.0.0.1:0'\n"
            + "enable_stun=false\n"
            + "enable_metrics=false\n"
            + "access.shared_token=['one','two']\n");
    start(RelayFile.read(file));
    BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    try (var _ = RelayWatch.start(file, server, () -> RelayFile.read(file), reports::add);
        var a = withToken("one").prove(alice);
        var b = withToken("two").prove(bob)) {
      Files.writeString(
          file,
          "http_bind_addr='127.0.0.1:0'\n"
              + "enable_stun=false\n"
              + "enable_metrics=false\n"
              + "access.shared_token=['two']\n");
      a.awaitClosed();
      assertThat(reports.poll(10, TimeUnit.SECONDS)).contains("in force");
      assertThat(b.pingAndNext(1)).isEqualTo(new Pong(1));
      try (var again = withToken("one")) {
        assertThat(again.answer(alice)).isEqualTo(new ServerDeniesAuth("not authorized"));
      }
      Files.writeString(file, "acess = 'everyone'\n");
      assertThat(reports.poll(10, TimeUnit.SECONDS)).contains("stays", "line 1", "'acess'");
      assertThat(b.pingAndNext(2)).as("a file with a fault changes nothing").isEqualTo(new Pong(2));
      Files.writeString(
          file, "http_bind_addr='127.0.0.1:1'\nenable_stun=false\nenable_metrics=false\n");
      assertThat(reports.poll(10, TimeUnit.SECONDS)).contains("restart", "address");
    }
  }

  @Test
  void aKeyPutOnTheDenylistIsDisconnectedAndOneTakenOffIsLetIn() throws Exception {
    start(loopback());
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      var denied = new RelayAccess.Denylist(Set.of(alice.id()));
      assertThat(server.reconfigure(loopback().withAccess(denied))).isEmpty();
      a.awaitClosed();
      assertThat(b.pingAndNext(3)).isEqualTo(new Pong(3));
      server.reconfigure(loopback());
      try (var again = RawClient.join(server, alice)) {
        assertThat(again.pingAndNext(4)).isEqualTo(new Pong(4));
      }
    }
  }

  @Test
  void aWebServiceDecidesAndItsSilenceRefuses() throws Exception {
    var asked = new LinkedBlockingQueue<String>();
    var service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/may",
        exchange -> {
          String key = exchange.getRequestHeaders().getFirst("X-Iroh-NodeId");
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body =
              (key.equals(alice.id().hex()) ? "true" : "true\n").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    service.start();
    var url = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/may");
    start(loopback().withAccess(new RelayAccess.HttpCallback(url, Optional.of("s3cret"))));
    try (var a = RawClient.open(server, RelayVersion.V2);
        var b = RawClient.open(server, RelayVersion.V2)) {
      assertThat(a.answer(alice)).isEqualTo(new ServerConfirmsAuth());
      assertThat(asked.take()).isEqualTo("POST Bearer s3cret");
      assertThat(b.answer(bob)).as("not exactly true").isInstanceOf(ServerDeniesAuth.class);
    } finally {
      service.stop(0);
    }
    try (var late = RawClient.open(server, RelayVersion.V2)) {
      assertThat(late.answer(alice)).as("no service").isInstanceOf(ServerDeniesAuth.class);
    }
  }

  @Test
  void aWebServiceThatChangesItsMindDisconnectsAndOneThatIsDownDisconnectsNobody()
      throws Exception {
    var answers = new ConcurrentHashMap<String, String>();
    var asked = new LinkedBlockingQueue<String>();
    answers.put(alice.id().hex(), "true");
    answers.put(bob.id().hex(), "true");
    var service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/may",
        exchange -> {
          String key = exchange.getRequestHeaders().getFirst("X-Iroh-NodeId");
          byte[] body = answers.get(key).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
          asked.add(key + answers.get(key));
        });
    service.start();
    var url = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/may");
    start(
        loopback()
            .withAccess(
                new RelayAccess.HttpCallback(url, Optional.empty(), Duration.ofSeconds(1))));
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      answers.put(bob.id().hex(), "");
      answers.put(alice.id().hex(), "false");
      a.awaitClosed();
      for (int silences = 0; silences < 2; ) {
        String answer = asked.poll(10, TimeUnit.SECONDS);
        assertThat(answer).as("it is asked on after no answer").isNotNull();
        silences += answer.equals(bob.id().hex()) ? 1 : 0;
      }
      assertThat(b.pingAndNext(9)).isEqualTo(new Pong(9));
      answers.put(bob.id().hex(), "false");
      b.awaitClosed();
    } finally {
      service.stop(0);
    }
  }

  @Test
  void aWebServiceIsAskedOnAfterTheSameRuleWasReadAgain() throws Exception {
    var answer = new AtomicReference<>("true");
    var service = service(_ -> answer.get());
    var url = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/may");
    start(loopback().withAccess(everySecond(url)));
    try (var a = RawClient.join(server, alice)) {
      server.reconfigure(loopback().withAccess(everySecond(url)));
      assertThat(a.pingAndNext(1)).isEqualTo(new Pong(1));
      answer.set("false");
      a.awaitClosed();
    } finally {
      service.stop(0);
    }
  }

  private static RelayAccess everySecond(URI url) {
    return new RelayAccess.HttpCallback(url, Optional.empty(), Duration.ofSeconds(1));
  }

  /** Says what it is told to for a key in hexadecimal. */
  private static HttpServer service(UnaryOperator<String> answers) throws IOException {
    var service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.setExecutor(task -> Thread.ofVirtual().start(task));
    service.createContext(
        "/may",
        exchange -> {
          String key = exchange.getRequestHeaders().getFirst("X-Iroh-NodeId");
          byte[] body = answers.apply(key).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    service.start();
    return service;
  }

  @Test
  void aWebServiceThatIsBusyWithOthersDeniesNobody() throws Exception {
    var goOn = new CountDownLatch(1);
    var asked = new LinkedBlockingQueue<String>();
    var service =
        service(
            key -> {
              asked.add(key);
              awaitQuietly(goOn);
              return "true";
            });
    var url = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/may");
    server =
        RelayServer.start(
            loopback().withAccess(everySecond(url)),
            new AccessGate(new AccessGate.Turns(1, 1, Duration.ofMillis(50))));
    try (var first = RawClient.open(server, RelayVersion.V2);
        var second = RawClient.open(server, RelayVersion.V2)) {
      first.show(alice);
      assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(alice.id().hex());
      second.show(bob);
      second.awaitClosed();
      assertThat(second.heard()).as("neither let in nor denied").isFalse();
      assertThat(server.stats().denied()).isZero();
      goOn.countDown();
      assertThat(first.next()).isEqualTo(new ServerConfirmsAuth());
    } finally {
      goOn.countDown();
      service.stop(0);
    }
  }

  @Test
  void thoseWhoAreConnectedWaitForTheirTurnWhenTheRuleChanges() throws Exception {
    var goOn = new CountDownLatch(1);
    var asked = new LinkedBlockingQueue<String>();
    var service =
        service(
            key -> {
              asked.add(key);
              awaitQuietly(goOn);
              return key.equals(alice.id().hex()) ? "true" : "false";
            });
    var url = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/may");
    server =
        RelayServer.start(
            loopback(), new AccessGate(new AccessGate.Turns(1, 1, Duration.ofMillis(50))));
    try (var a = RawClient.join(server, alice);
        var b = RawClient.join(server, bob)) {
      server.reconfigure(loopback().withAccess(everySecond(url)));
      assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(asked.poll(300, TimeUnit.MILLISECONDS)).as("one at a time").isNull();
      assertThat(a.pingAndNext(1)).isEqualTo(new Pong(1));
      assertThat(b.pingAndNext(2)).isEqualTo(new Pong(2));
      goOn.countDown();
      b.awaitClosed();
      assertThat(a.pingAndNext(3)).isEqualTo(new Pong(3));
    } finally {
      goOn.countDown();
      service.stop(0);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndABrokenOneChangesNothing() throws Exception {
    RelayTls.PemFiles tls = Certificates.selfSigned(directory);
    start(loopback().withTls(tls));
    byte[] first = shown();
    Path elsewhere = Files.createDirectory(directory.resolve("new"));
    RelayTls.PemFiles fresh = Certificates.selfSigned(elsewhere);
    Files.move(fresh.key(), tls.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(fresh.certificate(), tls.certificate(), StandardCopyOption.REPLACE_EXISTING);
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    byte[] second = shown();
    while (java.util.Arrays.equals(first, second)) {
      assertThat(System.nanoTime()).as("waited twenty seconds").isLessThan(end);
      Thread.sleep(50);
      second = shown();
    }
    var broken = new RelayTls.PemFiles(directory.resolve("none.crt"), tls.key());
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> server.reconfigure(loopback().withTls(broken))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.crt");
    assertThat(shown()).isEqualTo(second);
  }

  /** The certificate that the relay shows now. */
  private byte[] shown() throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anything()}, null);
    try (var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket("127.0.0.1", server.address().getPort())) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0].getEncoded();
    }
  }

  private static final class Anything implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void whatOnlyARestartChangesIsNamed() throws Exception {
    start(loopback());
    RelayServices others = RelayServices.standard().withPkarrRecords(5);
    List<String> later =
        server.reconfigure(RelayServerConfig.plain("127.0.0.1", 1).withServices(others));
    assertThat(later).hasSize(2);
  }
}
