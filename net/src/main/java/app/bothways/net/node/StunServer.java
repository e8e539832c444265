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
  private static final int MAX_ADDRESSES = 4;
  private static final Pattern STUN_PORT = Pattern.compile("\"stunPort\"\\s*:\\s*(\\d{1,5})\\b");

  /** One for each address of the relay's host; empty when its name cannot be resolved. */
  static List<StunServer> of(RelayUrl relay) {
    int promised = promisedPort(relay);
    int port = promised > 0 && promised < 65536 ? promised : PORT;
    var found = new ArrayList<StunServer>();
    try {
      String host = relay.host().replace("[", "").replace("]", "");
      for (InetAddress ip : InetAddress.getAllByName(host)) {
        if (found.size() < MAX_ADDRESSES) {
          found.add(
              new StunServer(
                  new InetSocketAddress(ip, port), promised > 0 ? Promise.GIVEN : Promise.UNKNOWN));
        }
      }
    } catch (IOException unresolved) {
      return List.of();
    }
    return found;
  }

  /** The port that the relay's {@code /limits} names; 0 when it names none. */
  private static int promisedPort(RelayUrl relay) {
    try {
      var http = (HttpURLConnection) URI.create(relay + "/limits").toURL().openConnection();
      http.setConnectTimeout(TIMEOUT_MILLIS);
      http.setReadTimeout(TIMEOUT_MILLIS);
      http.setInstanceFollowRedirects(false);
      try (InputStream body = http.getInputStream()) {
        Matcher port =
            STUN_PORT.matcher(new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8));
        return http.getResponseCode() == 200 && port.find() ? Integer.parseInt(port.group(1)) : 0;
      } finally {
        http.disconnect();
      }
    } catch (IOException | IllegalArgumentException | ClassCastException silent) {
      // A relay of another make, or one whose certificate only the relay client trusts.
      return 0;
    }
  }
}
