package app.bothways.net.relay.client;

import app.bothways.net.address.RelayUrl;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The HTTP proxy through which a relay is reached.
 *
 * @param authorization the value of {@code Proxy-Authorization}
 */
record HttpProxy(String host, int port, Optional<String> authorization) {
  private static final int USUAL_PORT = 3128;

  /**
   * What this system says: Java's proxy selector first (the properties {@code https.proxyHost},
   * {@code http.proxyHost}, {@code http.nonProxyHosts}, and the desktop's setting where Java is
   * told to use it), then the variables {@code https_proxy}, {@code http_proxy}, {@code all_proxy}
   * and {@code no_proxy}. This machine itself is never reached by a proxy from the variables. May
   * block.
   *
   * @throws UnusableProxyException when a variable names a proxy of another kind than HTTP, or
   *     something that is none
   */
  static Optional<HttpProxy> forRelay(RelayUrl relay) throws UnusableProxyException {
    return forRelay(relay, System.getenv());
  }

  static Optional<HttpProxy> forRelay(RelayUrl relay, Map<String, String> environment)
      throws UnusableProxyException {
    Optional<HttpProxy> selected = selected(relay, ProxySelector.getDefault());
    return selected.isPresent() ? selected : fromEnvironment(relay, environment);
  }

  static Optional<HttpProxy> selected(RelayUrl relay, ProxySelector selector) {
    if (selector == null) {
      return Optional.empty();
    }
    return selector.select(URI.create(relay + "/")).stream()
        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
        .map(Proxy::address)
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .findFirst()
        .map(
            address -> new HttpProxy(address.getHostString(), address.getPort(), Optional.empty()));
  }

  static Optional<HttpProxy> fromEnvironment(RelayUrl relay, Map<String, String> environment)
      throws UnusableProxyException {
    // HTTP_PROXY in capitals is not read: a web server sets it from a request's header.
    List<String> names =
        relay.tls()
            ? List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
            : List.of("http_proxy", "all_proxy", "ALL_PROXY");
    if (isThisMachine(relay.host()) || isExcepted(relay, environment)) {
      return Optional.empty();
    }
    for (String name : names) {
      String value = environment.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        return Optional.of(parse(name, value));
      }
    }
    return Optional.empty();
  }

  /** {@code http://user:password@host:port}; all but the host may be left away. */
  private static HttpProxy parse(String variable, String text) throws UnusableProxyException {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() == null || uri.getPort() > 65535) {
        throw noProxy(variable);
      }
      if (!uri.getScheme().equalsIgnoreCase("http")) {
        // The text may hold a password, so only what it certainly is not is shown of it.
        throw new UnusableProxyException(
            "the proxy kind %s:// of the variable %s is not supported, only http:// is"
                .formatted(uri.getScheme().toLowerCase(Locale.ROOT), variable));
      }
      int port = uri.getPort() > 0 ? uri.getPort() : USUAL_PORT;
      Optional<String> authorization =
          Optional.ofNullable(uri.getUserInfo())
              .map(user -> user.getBytes(StandardCharsets.UTF_8))
              .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
      return new HttpProxy(bare(uri.getHost()), port, authorization);
    } catch (IllegalArgumentException noUrl) {
      throw noProxy(variable);
    }
  }

  private static UnusableProxyException noProxy(String variable) {
    return new UnusableProxyException(
        "the variable " + variable + " names no proxy: it should be like http://host:3128");
  }

  private static boolean isThisMachine(String host) {
    String name = bare(host);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.startsWith("127.")
        || name.equals("::1");
  }

  private static boolean isExcepted(RelayUrl relay, Map<String, String> environment) {
    String list = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    return Stream.of(list.split("[,\\s]+"))
        .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> matches(entry, relay));
  }

  /** A name stands for itself and what is below it; a port after it narrows it. */
  private static boolean matches(String entry, RelayUrl relay) {
    String host = bare(relay.host());
    String withPort = host + ":" + relay.port();
    String name = entry.startsWith("*.") ? entry.substring(1) : entry;
    String below = name.startsWith(".") ? name : "." + name;
    return entry.equals("*")
        || bare(entry).equals(host)
        || entry.equals(withPort)
        || ("." + host).endsWith(below)
        || ("." + withPort).endsWith(below);
  }

  /** Without the brackets of IPv6 and the dot that ends a full name. */
  static String bare(String host) {
    String name =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Never shows a password. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
