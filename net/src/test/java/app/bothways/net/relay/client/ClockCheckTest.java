package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Certificates;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.RelayView.State;
import io.netty.handler.codec.DateFormatter;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockCheckTest {
  private final Lab lab = new Lab();

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void anExpiredCertificateAtARelayWithTheSameTimeOfDayIsNotTrusted(@TempDir Path directory)
      throws Exception {
    var tls = Certificates.validFrom(directory, "-10d");
    var url = lab.server(RelayServerConfig.plain("127.0.0.1", 0).withTls(tls)).url();
    var recorder = new Recorder();
    lab.client(
        new Relay(url, "", Files.readString(tls.certificate())), NodeKey.generate(), recorder);
    var view = recorder.await(shown -> shown.state() != State.CONNECTING);
    assertThat(view.state()).isEqualTo(State.TLS_NOT_TRUSTED);
    assertThat(view.detail()).contains("NotAfter");
  }

  @Test
  void whereTheCertificateIsValidByTheRelaysTimeItIsOurClockThatIsWrong(@TempDir Path directory)
      throws Exception {
    var tls = Certificates.validFrom(directory, "+30d");
    Instant there = Instant.now().plus(Duration.ofDays(31));
    try (ServerSocket relay = tellingTime(directory, there)) {
      var url = new RelayUrl("https", "127.0.0.1", relay.getLocalPort());
      var recorder = new Recorder();
      lab.client(
          new Relay(url, "", Files.readString(tls.certificate())), NodeKey.generate(), recorder);
      var view = recorder.await(shown -> shown.state() != State.CONNECTING);
      assertThat(view.state()).as(view.detail()).isEqualTo(State.CLOCK_WRONG);
      assertThat(view.detail()).contains("30 days behind");
    }
  }

  /** Speaks TLS with the certificate in {@code directory} and answers everything with a date. */
  private static ServerSocket tellingTime(Path directory, Instant time) throws Exception {
    var store =
        java.security.KeyStore.getInstance(
            directory.resolve("store.p12").toFile(), "secret".toCharArray());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    ServerSocket server =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, java.net.InetAddress.getByName("127.0.0.1"));
    String answer =
        "HTTP/1.1 200 OK\r\nDate: "
            + DateFormatter.format(Date.from(time))
            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    Thread.ofVirtual().start(() -> answerAll(server, answer));
    return server;
  }

  private static void answerAll(ServerSocket server, String answer) {
    while (!server.isClosed()) {
      try (var connection = server.accept()) {
        connection.getInputStream().read(new byte[1024]);
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException refusedByTheClient) {
        // The one that does not trust us leaves in the handshake.
      }
    }
  }
}
