package app.bothways.net.portmap;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a gateway granted.
 *
 * @param external where the outside reaches this node
 * @param lifetime from the moment of the answer; bounded, whatever the gateway says
 * @param epoch for how long the gateway has kept its mappings, where the protocol tells
 */
record Granted(InetSocketAddress external, Duration lifetime, Optional<Epoch> epoch) {
  static final Duration SHORTEST = Duration.ofSeconds(2);
  static final Duration LONGEST = Duration.ofHours(24);

  Granted {
    lifetime =
        lifetime.compareTo(SHORTEST) < 0
            ? SHORTEST
            : lifetime.compareTo(LONGEST) > 0 ? LONGEST : lifetime;
  }
}
