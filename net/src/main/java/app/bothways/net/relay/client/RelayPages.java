package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Reads a small page of a relay, on the same way by which the relay itself is reached: through the
 * system's proxy where there is one, and trusting the same certificate. Blocks, for virtual
 * threads; gives up after {@value #TIMEOUT_MILLIS} ms of silence.
 */
public final class RelayPages {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int MAX_PAGE = 16 << 10;
  private static final String HEAD_END = "\r\n\r\n";

  private RelayPages() {}

  /**
   * What stands at {@code path}; empty when it is not answered with HTTP 200.
   *
   * @throws IOException when the relay cannot be reached or is not trusted
   */
  public static Optional<String> read(Relay relay, String path) throws IOException {
    try (Socket socket = connect(relay)) {
      String head = "GET " + path + " HTTP/1.1\r\nHost: " + host(relay.url()) + "\r\n";
      send(socket, head + "Connection: close\r\n\r\n");
      String answer =
          new String(socket.getInputStream().readNBytes(MAX_PAGE), StandardCharsets.UTF_8);
      int end = answer.indexOf(HEAD_END);
      return end > 0 && status(answer).equals("200")
          ? Optional.of(answer.substring(end + HEAD_END.length()))
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(relay.url() + ": " + e.getMessage(), e);
    }
  }

  private static Socket connect(Relay relay) throws IOException, GeneralSecurityException {
    Optional<HttpProxy> proxy = HttpProxy.forRelay(relay.url());
    var plain = new Socket();
    try {
      plain.setSoTimeout(TIMEOUT_MILLIS);
      String host = proxy.map(HttpProxy::host).orElseGet(() -> DialAttempt.plainHost(relay));
      int port = proxy.map(HttpProxy::port).orElse(relay.url().port());
      plain.connect(new InetSocketAddress(HostNames.find(host).getFirst(), port), TIMEOUT_MILLIS);
      if (proxy.isPresent()) {
        tunnel(plain, proxy.get(), relay.url());
      }
      return relay.url().tls() ? secured(plain, relay) : plain;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private static void tunnel(Socket socket, HttpProxy proxy, RelayUrl relay) throws IOException {
    String target = relay.host() + ":" + relay.port();
    String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
    String proof =
        proxy.authorization().map(value -> "Proxy-Authorization: " + value + "\r\n").orElse("");
    send(socket, request + proof + "\r\n");
    // Byte by byte: what follows the head belongs to the relay.
    var head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf(HEAD_END) < 0) {
      int next = in.read();
      if (next < 0 || head.length() >= MAX_PAGE) {
        throw new IOException("the proxy " + proxy + " does not answer as a proxy does");
      }
      head.append((char) next);
    }
    if (!status(head.toString()).startsWith("2")) {
      throw new IOException("the proxy " + proxy + " answers HTTP " + status(head.toString()));
    }
  }

  private static Socket secured(Socket plain, Relay relay)
      throws IOException, GeneralSecurityException {
    var factory = RelayTrust.jdkContext(relay).getSocketFactory();
    var socket =
        (SSLSocket)
            factory.createSocket(plain, DialAttempt.plainHost(relay), relay.url().port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void send(Socket socket, String head) throws IOException {
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String host(RelayUrl url) {
    return url.host() + ":" + url.port();
  }

  /** The three digits of a status line; empty for anything else. */
  private static String status(String answer) {
    boolean http = answer.startsWith("HTTP/1.") && answer.length() >= 12 && answer.charAt(8) == ' ';
    return http ? answer.substring(9, 12) : "";
  }
}
