package app.bothways.app.home;

import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.LookupMode.Published;
import app.bothways.net.RelayMode;
import java.util.List;
import java.util.Optional;

/**
 * How this node presents itself and stands in the network; kept in the home.
 *
 * @param name as other devices see this one; empty until a person has chosen one
 * @param port UDP port wanted; 0 for any
 * @param relays as chosen; what the default list holds, {@link DefaultRelays} says when a node is
 *     opened
 */
public record Settings(
    Optional<String> name, int port, RelayMode relays, Reach reach, List<String> interfaces) {

  /**
   * Which ways of being found and reached are on.
   *
   * @param dnsOrigins domains whose name servers are asked as well, while look-ups are on
   */
  public record Reach(
      DirectMode direct,
      MdnsMode mdns,
      LookupMode lookup,
      Published published,
      List<String> dnsOrigins) {
    public static final Reach ALL = new Reach(DirectMode.ON, MdnsMode.ON, LookupMode.ON);

    public Reach {
      dnsOrigins = List.copyOf(dnsOrigins);
    }

    public Reach(DirectMode direct, MdnsMode mdns, LookupMode lookup) {
      this(direct, mdns, lookup, Published.RELAYS, List.of());
    }

    /** As the network takes it. */
    public app.bothways.net.LookupMode lookups() {
      return switch (lookup) {
        case ON -> new app.bothways.net.LookupMode.On(published, dnsOrigins);
        case OFF -> new app.bothways.net.LookupMode.Off();
      };
    }
  }

  /** Whether addresses of devices may be looked up with services outside the local network. */
  public enum LookupMode {
    ON,
    OFF
  }

  public static final Settings DEFAULT =
      new Settings(Optional.empty(), 0, new RelayMode.Default(List.of()), Reach.ALL, List.of());

  public Settings {
    interfaces = List.copyOf(interfaces);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }

  public Settings withName(String newName) {
    return new Settings(Optional.of(newName), port, relays, reach, interfaces);
  }

  public Settings withPort(int newPort) {
    return new Settings(name, newPort, relays, reach, interfaces);
  }

  public Settings withRelays(RelayMode mode) {
    return new Settings(name, port, mode, reach, interfaces);
  }

  public Settings withReach(Reach newReach) {
    return new Settings(name, port, relays, newReach, interfaces);
  }

  public Settings withInterfaces(List<String> names) {
    return new Settings(name, port, relays, reach, names);
  }
}
