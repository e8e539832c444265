package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.Certificates;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.RelayView.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Isolated("the proxy is a property of the whole process")
class HttpProxyTest {
  private final Lab lab = new Lab();
  private final NodeKey alice = NodeKey.generate();

  /** A proxy that knows CONNECT, or gives one answer to all. */
  private static final class SmallProxy implements AutoCloseable {
    final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final String answer;
    private final int relayPort;

    SmallProxy(String answer, int relayPort) throws IOException {
      this.answer = answer;
      this.relayPort = relayPort;
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      while (!listening.isClosed()) {
        try {
          Socket client = listening.accept();
          Thread.ofVirtual().start(() -> connect(client));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void connect(Socket client) {
      try (client) {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          head.append((char) client.getInputStream().read());
        }
        heads.add(head.toString());
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        if (answer.contains(" 200 ")) {
          try (var relay = new Socket(InetAddress.getLoopbackAddress(), relayPort)) {
            Thread.ofVirtual().start(() -> copy(relay, client));
            client.getInputStream().transferTo(relay.getOutputStream());
          }
        }
      } catch (IOException over) {
        // One side hung up.
      }
    }

    private static void copy(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.close();
      } catch (IOException over) {
        // One side hung up.
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  @AfterEach
  void closeLab() {
    lab.close();
    System.clearProperty("http.proxyHost");
    System.clearProperty("http.proxyPort");
    System.clearProperty("https.proxyHost");
    System.clearProperty("https.proxyPort");
    System.clearProperty("http.nonProxyHosts");
  }

  private static void use(SmallProxy proxy) {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", "" + proxy.listening.getLocalPort());
  }

  @Test
  void theRelayIsReachedThroughTheProxyByItsNameUnresolved() throws Exception {
    RelayServer server = lab.server();
    try (var proxy =
        new SmallProxy(
            "HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n", server.address().getPort())) {
      use(proxy);
      var recorder = new Recorder();
      var url = new RelayUrl("http", "relay.invalid", 3340);
      lab.client(Relay.of(url), alice, recorder);
      recorder.await(view -> view.latency().isPresent());
      assertThat(proxy.heads.take())
          .startsWith("CONNECT relay.invalid:3340 HTTP/1.1\r\n")
          .contains("Host: relay.invalid:3340\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 407 Proxy Authentication Required, PROXY_REFUSED, password",
    "HTTP/1.1 403 Forbidden, PROXY_REFUSED, does not let",
    "HTTP/1.1 502 Bad Gateway, UNREACHABLE, cannot reach http://relay.invalid:3340",
    "SSH-2.0-OpenSSH, UNREACHABLE, not as a proxy"
  })
  void aProxyThatDoesNotLetUsThroughIsNamed(String status, State state, String words)
      throws Exception {
    try (var proxy = new SmallProxy(status + "\r\n\r\n", 0)) {
      use(proxy);
      var recorder = new Recorder();
      lab.client(Relay.of(new RelayUrl("http", "relay.invalid", 3340)), alice, recorder);
      assertThat(recorder.await(state).detail())
          .contains("the proxy 127.0.0.1:" + proxy.listening.getLocalPort(), words);
    }
  }

  @Test
  void aRelayOnThisMachineIsReachedWithoutTheProxy() throws Exception {
    RelayServer server = lab.server();
    try (var proxy = new SmallProxy("HTTP/1.1 403 No\r\n\r\n", 0)) {
      use(proxy);
      var recorder = new Recorder();
      lab.client(Relay.of(server.url()), alice, recorder);
      recorder.await(State.CONNECTED);
      assertThat(proxy.heads).isEmpty();
    }
  }

  /** The question of a connection test, which asked by Java's own proxies alone. */
  @Test
  void aQuestionToTheRelayGoesByTheProxyOfTheEnvironmentWithItsPassword() throws Exception {
    RelayServer server = lab.server();
    try (var proxy =
        new SmallProxy("HTTP/1.1 200 Connection established\r\n\r\n", server.address().getPort())) {
      var environment = Map.of("http_proxy", "http://me:pw@127.0.0.1:" + port(proxy));
      var url = new RelayUrl("http", "relay.invalid", 3340);
      assertThat(RelayHttp.get(Relay.of(url), "/ping", Map.of(), environment).status())
          .isEqualTo(200);
      assertThat(proxy.heads.take())
          .startsWith("CONNECT relay.invalid:3340 HTTP/1.1\r\n")
          .contains("Proxy-Authorization: Basic bWU6cHc=\r\n");
    }
  }

  @Test
  void aQuestionToARelayWithTlsIsAskedInATunnelByThatProxy(@TempDir Path directory)
      throws Exception {
    var tls = Certificates.selfSigned(directory);
    RelayServer server = lab.server(RelayServerConfig.plain("127.0.0.1", 0).withTls(tls));
    try (var proxy =
        new SmallProxy("HTTP/1.1 200 Connection established\r\n\r\n", server.address().getPort())) {
      // The certificate is for this machine, to which no proxy of the environment leads.
      use(proxy);
      System.setProperty("https.proxyHost", "127.0.0.1");
      System.setProperty("https.proxyPort", "" + port(proxy));
      System.setProperty("http.nonProxyHosts", "");
      var relay = new Relay(server.url(), "", Files.readString(tls.certificate()));
      assertThat(RelayHttp.get(relay, "/ping", Map.of()).header("date")).isPresent();
      assertThat(proxy.heads.take()).startsWith("CONNECT 127.0.0.1:" + server.url().port());
    }
  }

  @Test
  void aPageWithoutTlsIsAskedForAsABrowserDoes() throws Exception {
    try (var proxy = new SmallProxy("HTTP/1.1 511 Login\r\nX-A: b\r\n\r\n", 0)) {
      var environment = Map.of("http_proxy", "http://me:pw@127.0.0.1:" + port(proxy));
      var url = new RelayUrl("http", "relay.invalid", 80);
      var answer = RelayHttp.getPage(url, "/generate_204", Map.of("X-C", "d"), environment);
      assertThat(answer.status()).isEqualTo(511);
      assertThat(answer.header("X-a")).contains("b");
      assertThat(proxy.heads.take())
          .startsWith("GET http://relay.invalid/generate_204 HTTP/1.1\r\n")
          .contains("X-C: d\r\n", "Proxy-Authorization: Basic bWU6cHc=\r\n");
    }
  }

  private static int port(SmallProxy proxy) {
    return proxy.listening.getLocalPort();
  }

  private static Optional<HttpProxy> proxy(String url, Map<String, String> environment)
      throws UnusableProxyException {
    return HttpProxy.fromEnvironment(RelayUrl.parse(url).orElseThrow(), environment);
  }

  /** What a desktop with a proxy setting makes of Java's selector. */
  private static ProxySelector says(Proxy... answers) {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return List.of(answers);
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    };
  }

  @Test
  void theProxyOfTheDesktopIsTakenByItsNameAndOtherKindsAreNot() {
    var relay = new RelayUrl("https", "relay.example", 443);
    var desktop = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.lan", 8080));
    var socks = new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("socks.lan", 1080));
    assertThat(HttpProxy.selected(relay, says(socks, desktop)))
        .contains(new HttpProxy("proxy.lan", 8080, Optional.empty()));
    assertThat(HttpProxy.selected(relay, says(socks, Proxy.NO_PROXY))).isEmpty();
    assertThat(HttpProxy.selected(relay, says())).isEmpty();
    assertThat(HttpProxy.selected(relay, null)).as("switched off in this JVM").isEmpty();
  }

  @Test
  void theVariablesCountByTheSchemeOfTheRelay() throws Exception {
    var both = Map.of("https_proxy", "http://secure:1", "http_proxy", "plain:2");
    assertThat(proxy("https://r.example", both)).contains(new HttpProxy("secure", 1, none()));
    assertThat(proxy("http://r.example", both)).contains(new HttpProxy("plain", 2, none()));
    assertThat(proxy("http://r.example", Map.of("HTTP_PROXY", "evil:1"))).isEmpty();
    assertThat(proxy("https://r.example", Map.of("ALL_PROXY", "any")))
        .contains(new HttpProxy("any", 3128, none()));
    assertThat(proxy("https://127.0.0.1:1", both)).isEmpty();
    assertThat(proxy("https://[::1]:1", both)).isEmpty();
    assertThat(proxy("https://localhost", both)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https_proxy, https://me:pw@p:8, the proxy kind https:// of the variable https_proxy",
    "ALL_PROXY, socks5://me:pw@s:1, the proxy kind socks5:// of the variable ALL_PROXY",
    "https_proxy, ::me:pw::, the variable https_proxy names no proxy"
  })
  void aProxyOfAKindThatIsNotSupportedIsNamedAndNotGoneAround(
      String variable, String value, String words) {
    var url = RelayUrl.parse("https://r.example").orElseThrow();
    Throwable refused = catchThrowable(() -> proxy(url.toString(), Map.of(variable, value)));
    RelayFailure shown = Failures.of(refused, url);
    assertThat(shown.state()).isEqualTo(State.PROXY_REFUSED);
    assertThat(shown.detail()).startsWith(words).doesNotContain("pw");
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  @Test
  void aNameAndAPasswordAreSentAndNeverShown() throws Exception {
    HttpProxy proxy =
        proxy("https://r.example", Map.of("https_proxy", "http://me:pw@p:8")).orElseThrow();
    assertThat(proxy.authorization()).contains("Basic bWU6cHc=");
    assertThat(proxy.toString()).isEqualTo("p:8");
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "'a.example, relay.example', true",
    "relay.example, true",
    ".example, true",
    "*.example, true",
    "example, true",
    "relay.example:8443, true",
    "relay.example:443, false",
    "elay.example, false",
    "other.example, false",
    "'', false"
  })
  void exceptionsAreNamesAndWhatIsBelowThem(String list, boolean excepted) throws Exception {
    var environment = Map.of("https_proxy", "http://p:1", "no_proxy", list);
    assertThat(proxy("https://relay.example:8443", environment).isEmpty()).isEqualTo(excepted);
  }
}
