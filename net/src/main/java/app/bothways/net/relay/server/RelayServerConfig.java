package app.bothways.net.relay.server;

import java.util.Optional;

/**
 * How a relay server runs.
 *
 * @param main where the relay itself listens
 * @param tap empty in service; see {@link RelayTap}
 */
public record RelayServerConfig(
    Listen main,
    RelayAccess access,
    RelayTls tls,
    RelayLimits limits,
    RelayServices services,
    Optional<RelayTap> tap) {
  /** Plain HTTP, open to everyone who reaches {@code host}, with the standard limits. */
  public static RelayServerConfig plain(String host, int port) {
    return new RelayServerConfig(
        new Listen(host, port),
        new RelayAccess.Everyone(),
        new RelayTls.Plain(),
        RelayLimits.standard(),
        RelayServices.standard(),
        Optional.empty());
  }

  public RelayServerConfig withMain(Listen where) {
    return new RelayServerConfig(where, access, tls, limits, services, tap);
  }

  public RelayServerConfig withAccess(RelayAccess newAccess) {
    return new RelayServerConfig(main, newAccess, tls, limits, services, tap);
  }

  public RelayServerConfig withTls(RelayTls newTls) {
    return new RelayServerConfig(main, access, newTls, limits, services, tap);
  }

  public RelayServerConfig withLimits(RelayLimits newLimits) {
    return new RelayServerConfig(main, access, tls, newLimits, services, tap);
  }

  public RelayServerConfig withServices(RelayServices newServices) {
    return new RelayServerConfig(main, access, tls, limits, newServices, tap);
  }

  public RelayServerConfig withTap(RelayTap newTap) {
    return new RelayServerConfig(main, access, tls, limits, services, Optional.of(newTap));
  }
}
