package app.bothways.net.node;

import app.bothways.net.address.RelayUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int MAX_ANSWER = 8 << 10;
  private static final int MAX_SERVERS = 4;
  private static final Pattern STUN_PORT =
      Pattern.compile("\"stun(?:Second)?Port\"\\s*:\\s*(\\d{1,5})\\b");

  /**
   * For each address of the relay's host the port that it names, and the second one if it names
   * two; empty when its name cannot be resolved.
   */
  static List<StunServer> of(RelayUrl relay) {
    List<Integer> promised = promisedPorts(relay);
    Promise promise = promised.isEmpty() ? Promise.UNKNOWN : Promise.GIVEN;
    List<Integer> ports = promised.isEmpty() ? List.of(PORT) : promised;
    var found = new ArrayList<StunServer>();
    try {
      String host = relay.host().replace("[", "").replace("]", "");
      for (InetAddress ip : InetAddress.getAllByName(host)) {
        if (found.size() < MAX_SERVERS) {
          ports.forEach(
              port -> found.add(new StunServer(new InetSocketAddress(ip, port), promise)));
        }
      }
    } catch (IOException unresolved) {
      return List.of();
    }
    return found;
  }

  /** The ports that the relay's {@code /limits} names, two at most. */
  private static List<Integer> promisedPorts(RelayUrl relay) {
    try {
      var http = (HttpURLConnection) URI.create(relay + "/limits").toURL().openConnection();
      http.setConnectTimeout(TIMEOUT_MILLIS);
      http.setReadTimeout(TIMEOUT_MILLIS);
      http.setInstanceFollowRedirects(false);
      try (InputStream body = http.getInputStream()) {
        Matcher port =
            STUN_PORT.matcher(new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8));
        return http.getResponseCode() == 200
            ? port.results()
                .map(result -> Integer.parseInt(result.group(1)))
                .filter(number -> number > 0 && number < 65536)
                .distinct()
                .limit(2)
                .toList()
            : List.of();
      } finally {
        http.disconnect();
      }
    } catch (IOException | IllegalArgumentException | ClassCastException silent) {
      // A relay of another make, or one whose certificate only the relay client trusts.
      return List.of();
    }
  }
}
