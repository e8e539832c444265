package app.bothways.net.relay.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.lookup.RecordStores.Outcome;
import app.bothways.net.address.lookup.Records;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Certificates;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpRecordStoresTest {
  private final EventLoopGroup loops = EventLoops.create(1, "test");
  private final HttpRecordStores stores = new HttpRecordStores(loops, Duration.ofSeconds(20));
  private final NodeKey key = NodeKey.generate();

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** Answers each connection with the same bytes, whatever is asked. */
  private static final class Says implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    Says(byte[] answer) throws IOException {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!listening.isClosed()) {
                  try (Socket socket = listening.accept()) {
                    OutputStream out = socket.getOutputStream();
                    out.write(answer);
                    out.flush();
                    socket.getInputStream().readAllBytes();
                  } catch (IOException over) {
                    // The client hangs up, or the test is over.
                  }
                }
              });
    }

    Relay relay() {
      return Relay.of(new RelayUrl("http", "127.0.0.1", listening.getLocalPort()));
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  private static byte[] http(String head, byte[] body) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(US_ASCII));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static void assertRefused(CompletableFuture<?> answer, String why) {
    assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  private void assertNoRecord(byte[] answer, String why) throws Exception {
    try (var server = new Says(answer)) {
      assertRefused(stores.get(server.relay(), key.id()), why);
    }
  }

  @Test
  void whatIsPutAtARelayIsThereUntilANewerComes() throws Exception {
    try (RelayServer server = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0))) {
      Relay store = Relay.of(server.url());
      assertThat(stores.get(store, key.id()).get()).isEmpty();
      SignedPacket packet = Records.packet(key, 5, "https://home.example");
      assertThat(stores.put(store, packet).get()).isEqualTo(Outcome.STORED);
      assertThat(stores.get(store, key.id()).get()).contains(packet);
      SignedPacket older = Records.packet(key, 4, "https://old.example");
      assertThat(stores.put(store, older).get()).isEqualTo(Outcome.NOT_NEWER);
      assertThat(stores.put(store, packet).get()).isEqualTo(Outcome.TOO_OFTEN);
      assertThat(stores.get(store, key.id()).get()).contains(packet);
    }
  }

  @Test
  void aStoreBehindTlsIsTrustedByTheCertificateOfItsRelayAlone(@TempDir Path directory)
      throws Exception {
    var tls = Certificates.selfSigned(directory);
    var config = RelayServerConfig.plain("127.0.0.1", 0).withTls(tls);
    try (RelayServer server = RelayServer.start(config)) {
      var pinned = new Relay(server.url(), "", Files.readString(tls.certificate()));
      SignedPacket packet = Records.packet(key, 5, "https://home.example");
      assertThat(stores.put(pinned, packet).get()).isEqualTo(Outcome.STORED);
      assertThat(stores.get(pinned, key.id()).get()).contains(packet);
      assertRefused(stores.get(Relay.of(server.url()), key.id()), "not trusted");
    }
  }

  @Test
  void aRecordUnderAnotherKeyIsNoRecord() throws Exception {
    byte[] body = Records.packet(NodeKey.generate(), 5, "https://evil.example").body();
    assertNoRecord(http("200 OK\r\nContent-Length: " + body.length, body), "wrong signature");
  }

  @Test
  void anAnswerLargerThanARecordIsNotTakenIn() throws Exception {
    assertNoRecord(http("200 OK\r\nContent-Length: 50000000", new byte[100_000]), "");
    assertNoRecord(http("200 OK", new byte[200_000]), "");
    assertNoRecord(http("200 OK\r\nX: " + "x".repeat(100_000), new byte[0]), "");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    assertNoRecord(
        http("302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0", new byte[0]),
        "302");
  }

  @Test
  void aServerThatSaysNothingIsLeftWhenTheTimeIsUp() throws Exception {
    var hasty = new HttpRecordStores(loops, Duration.ofMillis(200));
    try (var server =
        new Says("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nx".getBytes(US_ASCII))) {
      assertRefused(hasty.get(server.relay(), key.id()), "no answer within 200 ms");
    }
  }

  @Test
  void nobodyThereIsSaidSo() throws Exception {
    Relay gone;
    try (var server = new Says(new byte[0])) {
      gone = server.relay();
    }
    assertRefused(stores.get(gone, key.id()), gone.url().toString());
  }

  @Test
  void noiseInsteadOfHttpEndsInAnError() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    var hasty = new HttpRecordStores(loops, Duration.ofMillis(500));
    for (int i = 0; i < 20; i++) {
      var noise = new byte[random.nextInt(3000)];
      random.nextBytes(noise);
      byte[] answer = i % 2 == 0 ? noise : http("200 OK\r\nContent-Length: " + noise.length, noise);
      try (var server = new Says(answer)) {
        assertRefused(hasty.get(server.relay(), key.id()), "");
      }
    }
  }
}
