package app.bothways.net.relay.server;

import java.util.Optional;

/**
 * How a relay server runs.
 *
 * @param host name or address to listen on
 * @param port 0 for any free one
 * @param tap empty in service; see {@link RelayTap}
 */
public record RelayServerConfig(
    String host,
    int port,
    RelayAccess access,
    RelayTls tls,
    RelayLimits limits,
    Optional<RelayTap> tap) {
  public RelayServerConfig {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  /** Plain HTTP, open to everyone who reaches {@code host}, with the standard limits. */
  public static RelayServerConfig plain(String host, int port) {
    return new RelayServerConfig(
        host,
        port,
        new RelayAccess.Everyone(),
        new RelayTls.Plain(),
        RelayLimits.standard(),
        Optional.empty());
  }

  public RelayServerConfig withAccess(RelayAccess newAccess) {
    return new RelayServerConfig(host, port, newAccess, tls, limits, tap);
  }

  public RelayServerConfig withTls(RelayTls newTls) {
    return new RelayServerConfig(host, port, access, newTls, limits, tap);
  }

  public RelayServerConfig withLimits(RelayLimits newLimits) {
    return new RelayServerConfig(host, port, access, tls, newLimits, tap);
  }

  public RelayServerConfig withTap(RelayTap newTap) {
    return new RelayServerConfig(host, port, access, tls, limits, Optional.of(newTap));
  }
}
