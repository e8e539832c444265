package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A blocking connection to the server of a relay, for one request. It is cut when its time is over,
 * however slowly the other side talks. Not for two threads.
 */
final class RelayWay implements AutoCloseable {
  private static final int MAX_HEAD = 16 << 10;
  private static final String HEAD_END = "\r\n\r\n";

  private final Socket plain = new Socket();
  private final Thread end;
  private final int millis;
  private Socket open = plain;
  private Optional<InputStream> in = Optional.empty();
  private String before = "";
  private String fixed = "";

  private RelayWay(RelayUrl url, Duration time) {
    this.millis = (int) time.toMillis();
    this.end = Thread.ofVirtual().name("relay-way-" + url.host()).start(() -> cutAfter(time));
  }

  private void cutAfter(Duration time) {
    try {
      Thread.sleep(time);
      plain.close();
    } catch (InterruptedException | IOException over) {
      // Closed by whoever used it.
    }
  }

  /**
   * The way by which the relay itself is reached: through the proxy where there is one, and with
   * the trust that this relay has.
   */
  static RelayWay to(Relay relay, Map<String, String> environment, Duration time)
      throws IOException {
    var way = new RelayWay(relay.url(), time);
    try {
      Optional<HttpProxy> proxy = HttpProxy.forRelay(relay.url(), environment);
      way.connect(relay.url(), proxy);
      if (proxy.isPresent()) {
        way.tunnel(proxy.get(), relay.url());
      }
      if (relay.url().tls()) {
        way.secure(relay);
      }
      return way;
    } catch (GeneralSecurityException | RuntimeException failed) {
      way.close();
      throw new IOException(relay.url() + ": " + failed.getMessage(), failed);
    } catch (IOException failed) {
      way.close();
      throw failed;
    }
  }

  /**
   * The way by which a browser would ask for a page without TLS: a proxy is given the whole URL,
   * since most of them open tunnels for TLS alone.
   */
  static RelayWay toPage(RelayUrl url, Map<String, String> environment, Duration time)
      throws IOException {
    var way = new RelayWay(url, time);
    try {
      Optional<HttpProxy> proxy = HttpProxy.forRelay(url, environment);
      way.connect(url, proxy);
      way.before = proxy.isPresent() ? url.toString() : "";
      way.fixed = proxy.map(RelayWay::proof).orElse("");
      return way;
    } catch (IOException failed) {
      way.close();
      throw failed;
    }
  }

  private void connect(RelayUrl url, Optional<HttpProxy> proxy) throws IOException {
    String host = proxy.map(HttpProxy::host).orElseGet(() -> HttpProxy.bare(url.host()));
    int port = proxy.map(HttpProxy::port).orElse(url.port());
    plain.setSoTimeout(millis);
    plain.connect(new InetSocketAddress(HostNames.find(host).getFirst(), port), millis);
    in = Optional.of(new BufferedInputStream(plain.getInputStream()));
  }

  private void tunnel(HttpProxy proxy, RelayUrl relay) throws IOException {
    String target = relay.host() + ":" + relay.port();
    send("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + proof(proxy) + "\r\n");
    // Nothing of the relay comes before it is spoken to, so the buffer holds only this.
    int status = HttpHead.read(head()).status();
    if (status / 100 != 2) {
      throw new IOException("the proxy " + proxy + " answers HTTP " + status);
    }
  }

  private static String proof(HttpProxy proxy) {
    return proxy.authorization().map(value -> "Proxy-Authorization: " + value + "\r\n").orElse("");
  }

  private void secure(Relay relay) throws IOException, GeneralSecurityException {
    var factory = RelayTrust.jdkContext(relay).getSocketFactory();
    var socket =
        (SSLSocket)
            factory.createSocket(plain, DialAttempt.plainHost(relay), relay.url().port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    open = socket;
    socket.startHandshake();
    in = Optional.of(new BufferedInputStream(socket.getInputStream()));
  }

  /** Sends the one request, and reads the head of the answer. */
  HttpHead get(RelayUrl url, String path, Map<String, String> headers) throws IOException {
    var request = new StringBuilder("GET " + before + path + " HTTP/1.1\r\n");
    request.append("Host: ").append(url.host()).append(':').append(url.port()).append("\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    send(request.append(fixed).append("Connection: close\r\n\r\n").toString());
    return HttpHead.read(head());
  }

  /** What follows the head, until the other side ends it or {@code most} bytes have come. */
  byte[] body(int most) throws IOException {
    return in.orElseThrow().readNBytes(most);
  }

  private void send(String text) throws IOException {
    open.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    open.getOutputStream().flush();
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    InputStream from = in.orElseThrow();
    while (head.indexOf(HEAD_END, head.length() - HEAD_END.length()) < 0) {
      int next = from.read();
      if (next < 0 || head.length() >= MAX_HEAD) {
        throw new IOException("that is no answer of HTTP");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    end.interrupt();
    open.close();
    plain.close();
  }
}
