package app.bothways.net.relay.server;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where to listen.
 *
 * @param host name or address, an IPv6 address without brackets
 * @param port 0 for any free one
 */
public record Listen(String host, int port) {
  public Listen {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("a host must not be empty");
    }
  }

  /** Reads {@code HOST:PORT} or {@code [IPV6]:PORT}; empty for anything else. */
  public static Optional<Listen> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    String host = text.substring(0, colon).strip();
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    int port = Integer.parseInt(text.substring(colon + 1));
    if (host.isEmpty() || port > 65535 || (!bracketed && host.indexOf(':') >= 0)) {
      return Optional.empty();
    }
    return Optional.of(new Listen(bracketed ? host.substring(1, host.length() - 1) : host, port));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
