package app.bothways.net.portmap;

import app.bothways.net.report.PortMapping.Offer;
import app.bothways.net.report.PortMapping.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * UPnP Internet Gateway Device: WANIPConnection 1 and 2, WANPPPConnection 1. The service is found
 * by {@link Ssdp}; its control address must lie on the gateway too.
 */
final class Igd implements MappingProtocol {
  private static final int CONFLICT = 718;
  private static final int SAME_PORTS_ONLY = 724;
  private static final int PERMANENT_ONLY = 725;
  private static final int TRIES = 5;
  private static final String KIND = "urn:schemas-upnp-org:service:WAN(IP|PPP)Connection:[12]";

  private record Control(URI uri, String type, InetAddress external) {}

  private final int port;
  private final Map<Gateway, Control> known = new ConcurrentHashMap<>();

  Igd(int port) {
    this.port = port;
  }

  @Override
  public Protocol name() {
    return Protocol.UPNP_IGD;
  }

  @Override
  public boolean fits(Gateway gateway) {
    return gateway.v4();
  }

  @Override
  public Offer probe(Gateway gateway) {
    try {
      known.put(gateway, find(gateway));
      return Offers.offered(name(), gateway);
    } catch (IOException e) {
      known.remove(gateway);
      return Offers.of(name(), gateway, e);
    }
  }

  private Control find(Gateway gateway) throws IOException {
    URI place = Ssdp.find(gateway, port).orElseThrow(() -> MappingException.silent("no answer"));
    IgdXml.Description description =
        IgdXml.description(GatewayHttp.get(gateway, place).body())
            .orElseThrow(() -> MappingException.silent("its description cannot be read"));
    URI base = description.base().flatMap(text -> Ssdp.onGateway(text, gateway)).orElse(place);
    IOException last = MappingException.silent("it has no service that maps ports");
    for (IgdXml.Service service : description.services()) {
      Optional<URI> uri =
          service.type().matches(KIND)
              ? resolve(base, service.control(), gateway)
              : Optional.empty();
      if (uri.isPresent()) {
        try {
          return connected(gateway, uri.get(), service.type());
        } catch (IOException thisOneNot) {
          last = thisOneNot;
        }
      }
    }
    throw last;
  }

  private static Optional<URI> resolve(URI base, String control, Gateway gateway) {
    try {
      return Ssdp.onGateway(base.resolve(control).toString(), gateway);
    } catch (IllegalArgumentException notAPlace) {
      return Optional.empty();
    }
  }

  /** A router may have several connections; one that is up has an address. */
  private static Control connected(Gateway gateway, URI uri, String type) throws IOException {
    Map<String, String> answer = call(gateway, uri, type, "GetExternalIPAddress", List.of());
    InetAddress external =
        RouteTables.literal(answer.getOrDefault("NewExternalIPAddress", ""))
            .orElseThrow(() -> MappingException.refused("the router has no address outside"));
    return new Control(uri, type, Externals.check(external));
  }

  @Override
  public Granted map(Gateway gateway, Wish wish) throws IOException {
    Control control = known.get(gateway);
    if (control == null) {
      control = find(gateway);
    } else {
      // The address may be another one since, and the router may have moved its service.
      control = again(gateway, control);
    }
    known.put(gateway, control);
    return map(gateway, control, wish);
  }

  private Control again(Gateway gateway, Control before) throws IOException {
    try {
      return connected(gateway, before.uri(), before.type());
    } catch (IOException moved) {
      return find(gateway);
    }
  }

  private static Granted map(Gateway gateway, Control control, Wish wish) throws IOException {
    int external = wish.external();
    Duration lifetime = wish.lifetime();
    IOException last = MappingException.refused("every port that was tried is taken");
    for (int turn = 0; turn < TRIES; turn++) {
      try {
        add(gateway, control, wish.port(), external, lifetime);
        Duration until = lifetime.isZero() ? wish.lifetime() : lifetime;
        return new Granted(
            new InetSocketAddress(control.external(), external), until, Optional.empty());
      } catch (Fault fault) {
        last = fault.said;
        switch (fault.code) {
          case CONFLICT -> external = ThreadLocalRandom.current().nextInt(20_000, 60_000);
          case SAME_PORTS_ONLY -> external = wish.port();
          case PERMANENT_ONLY -> lifetime = Duration.ZERO;
          default -> throw fault.said;
        }
      }
    }
    throw last;
  }

  private static void add(
      Gateway gateway, Control control, int internal, int external, Duration lifetime)
      throws IOException, Fault {
    var arguments =
        List.of(
            argument("NewRemoteHost", ""),
            argument("NewExternalPort", external),
            argument("NewProtocol", "UDP"),
            argument("NewInternalPort", internal),
            argument("NewInternalClient", gateway.local().getHostAddress()),
            argument("NewEnabled", 1),
            argument("NewPortMappingDescription", "Bothways"),
            argument("NewLeaseDuration", lifetime.toSeconds()));
    GatewayHttp.Answer answer =
        soap(gateway, control.uri(), control.type(), "AddPortMapping", arguments);
    if (answer.status() != 200) {
      throw new Fault(answer);
    }
  }

  /** The table that a router shows is not to be trusted, and asking for the entry is as dear. */
  @Override
  public Memory remembers(Gateway gateway, Granted granted) {
    return Memory.UNKNOWN;
  }

  @Override
  public void release(Gateway gateway, Wish wish, Granted granted) {
    Control control = known.get(gateway);
    if (control != null) {
      var arguments =
          List.of(
              argument("NewRemoteHost", ""),
              argument("NewExternalPort", granted.external().getPort()),
              argument("NewProtocol", "UDP"));
      Offers.quietly(
          () -> soap(gateway, control.uri(), control.type(), "DeletePortMapping", arguments));
    }
  }

  private static String argument(String name, Object value) {
    return "<" + name + ">" + value + "</" + name + ">";
  }

  private static Map<String, String> call(
      Gateway gateway, URI uri, String type, String action, List<String> arguments)
      throws IOException {
    GatewayHttp.Answer answer = soap(gateway, uri, type, action, arguments);
    if (answer.status() != 200) {
      throw new Fault(answer).said;
    }
    return IgdXml.values(answer.body());
  }

  private static GatewayHttp.Answer soap(
      Gateway gateway, URI uri, String type, String action, List<String> arguments)
      throws IOException {
    String envelope =
        "<?xml version=\"1.0\"?>\r\n<s:Envelope"
            + " xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
            + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:"
            + action
            + " xmlns:u=\""
            + type
            + "\">"
            + String.join("", arguments)
            + "</u:"
            + action
            + "></s:Body></s:Envelope>\r\n";
    return GatewayHttp.soap(gateway, uri, type + "#" + action, envelope);
  }

  /** The router understood and said no, with a code of UPnP. */
  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1;
    private final int code;
    private final MappingException said;

    Fault(GatewayHttp.Answer answer) {
      super("a fault", null, false, false);
      Map<String, String> values = IgdXml.values(answer.body());
      String digits = values.getOrDefault("errorCode", "");
      this.code = digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
      this.said = MappingException.refused(text(code, answer.status()));
    }

    private static String text(int code, int status) {
      return switch (code) {
        case 0 -> "the router answers HTTP " + status;
        case 606 -> "the router does not allow it";
        case CONFLICT -> "another device has this port";
        case 728 -> "the router has no room for more mappings";
        default -> "the router answers with error " + code;
      };
    }
  }
}
