package app.bothways.net.report;

import java.time.Duration;
import java.util.Optional;

/**
 * One way to a peer.
 *
 * @param address {@code ip:port} of a direct path, URL of a relay, empty for none
 * @param rtt round trip time, where one was measured
 */
public record PathView(Kind kind, String address, Optional<Duration> rtt) {
  public enum Kind {
    NONE,
    DIRECT,
    RELAY
  }

  public static final PathView NONE = new PathView(Kind.NONE, "", Optional.empty());
}
