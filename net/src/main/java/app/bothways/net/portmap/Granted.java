package app.bothways.net.portmap;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What a gateway granted.
 *
 * @param external where the outside reaches this node
 * @param lifetime from the moment of the answer; bounded, whatever the gateway says
 */
record Granted(InetSocketAddress external, Duration lifetime) {
  static final Duration SHORTEST = Duration.ofSeconds(2);
  static final Duration LONGEST = Duration.ofHours(24);

  Granted {
    lifetime =
        lifetime.compareTo(SHORTEST) < 0
            ? SHORTEST
            : lifetime.compareTo(LONGEST) > 0 ? LONGEST : lifetime;
  }
}
