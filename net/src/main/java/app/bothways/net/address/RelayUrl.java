package app.bothways.net.address;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The address of a relay: {@code http} or {@code https}, host, port; path, query and user are not
 * part of it. Two spellings of one address are equal.
 */
public record RelayUrl(String scheme, String host, int port) {
  /** Reads a URL as people write it; empty when it is not an http(s) URL with a host. */
  public static Optional<RelayUrl> parse(String text) {
    try {
      URI uri = new URI(text.strip());
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
        return Optional.empty();
      }
      int port = uri.getPort() == -1 ? defaultPort(scheme) : uri.getPort();
      if (port < 1 || port > 65535 || uri.getUserInfo() != null) {
        return Optional.empty();
      }
      return Optional.of(new RelayUrl(scheme, uri.getHost().toLowerCase(Locale.ROOT), port));
    } catch (URISyntaxException notAUrl) {
      return Optional.empty();
    }
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  public boolean tls() {
    return scheme.equals("https");
  }

  /** As a URL, the port only where it is not the scheme's own. */
  @Override
  public String toString() {
    return scheme + "://" + host + (port == defaultPort(scheme) ? "" : ":" + port);
  }
}
