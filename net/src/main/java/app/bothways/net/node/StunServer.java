package app.bothways.net.node;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.relay.client.HostNames;
import app.bothways.net.relay.client.RelayPages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the STUN responder of a relay may answer. Blocks; for virtual threads.
 *
 * @param promised whether the relay says that it has one, so that silence means something
 */
record StunServer(InetSocketAddress address, Promise promised) {
  enum Promise {
    GIVEN,
    UNKNOWN
  }

  /** The port of STUN (RFC 8489 section 14), unless the relay names another. */
  private static final int PORT = 3478;

  private static final int MAX_SERVERS = 5;
  private static final Pattern STUN_PORT = number("stunPort");
  private static final Pattern OTHER_PORT = number("otherStunPort");

  private static Pattern number(String key) {
    return Pattern.compile('"' + key + "\"\\s*:\\s*(\\d{1,5})\\b");
  }

  /**
   * Those of a relay that promises some, else where one may be: at every address of the relay's
   * host. Of the first address both ports, since two answers tell what kind of NAT is between.
   * Empty when its name cannot be resolved.
   */
  static List<StunServer> of(Relay relay) {
    String promises = promises(relay);
    List<Integer> ports =
        Stream.of(STUN_PORT, OTHER_PORT).flatMap(key -> port(key, promises).stream()).toList();
    var found = new ArrayList<StunServer>();
    try {
      for (InetAddress ip : HostNames.find(host(relay))) {
        List<Integer> asked = ports.isEmpty() ? List.of(PORT) : ports;
        for (int port : found.isEmpty() ? asked : asked.subList(0, 1)) {
          found.add(
              new StunServer(
                  new InetSocketAddress(ip, port),
                  ports.isEmpty() ? Promise.UNKNOWN : Promise.GIVEN));
        }
      }
    } catch (IOException unresolved) {
      return List.of();
    }
    return found.subList(0, Math.min(MAX_SERVERS, found.size()));
  }

  /** Where one may be, before the relay could be asked; empty when its name cannot be resolved. */
  static List<StunServer> guessed(Relay relay) {
    try {
      return HostNames.find(host(relay)).stream()
          .limit(MAX_SERVERS)
          .map(ip -> new StunServer(new InetSocketAddress(ip, PORT), Promise.UNKNOWN))
          .toList();
    } catch (IOException unresolved) {
      return List.of();
    }
  }

  private static String host(Relay relay) {
    return relay.url().host().replace("[", "").replace("]", "");
  }

  /** What the relay says of itself; nothing when it is of another make. */
  private static String promises(Relay relay) {
    try {
      return RelayPages.read(relay, "/limits").orElse("");
    } catch (IOException silent) {
      return "";
    }
  }

  private static Optional<Integer> port(Pattern key, String promises) {
    Matcher port = key.matcher(promises);
    return port.find()
        ? Optional.of(Integer.parseInt(port.group(1))).filter(n -> n > 0 && n < 65536)
        : Optional.empty();
  }
}
