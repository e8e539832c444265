package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Small questions to a relay's server, by the proxies by which relays are reached: three seconds,
 * 16 KiB, no redirects, no token. Blocks; for virtual threads.
 */
public final class RelayHttp {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private RelayHttp() {}

  /** The head of what came back. */
  public record Answer(int status, HttpHeaders headers) {
    public Optional<String> header(String name) {
      return headers.firstValue(name);
    }
  }

  /**
   * Asks the relay, by the way by which it is used.
   *
   * @throws IOException also when the certificate is not trusted, or the answer is late or none
   */
  public static Answer get(Relay relay, String path, Map<String, String> headers)
      throws IOException {
    return get(relay, path, headers, System.getenv());
  }

  static Answer get(
      Relay relay, String path, Map<String, String> headers, Map<String, String> environment)
      throws IOException {
    try (RelayWay way = RelayWay.to(relay, environment, PATIENCE)) {
      return answer(way.get(relay.url(), path, headers));
    }
  }

  /**
   * Asks for a page without TLS, as a browser does.
   *
   * @throws IOException also when the answer is late or none
   */
  public static Answer getPage(RelayUrl url, String path, Map<String, String> headers)
      throws IOException {
    return getPage(url, path, headers, System.getenv());
  }

  static Answer getPage(
      RelayUrl url, String path, Map<String, String> headers, Map<String, String> environment)
      throws IOException {
    try (RelayWay way = RelayWay.toPage(url, environment, PATIENCE)) {
      return answer(way.get(url, path, headers));
    }
  }

  private static Answer answer(HttpHead head) {
    return new Answer(head.status(), head.headers());
  }
}
