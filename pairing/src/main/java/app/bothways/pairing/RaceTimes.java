package app.bothways.pairing;

import java.time.Duration;

/**
 * How patient a race is.
 *
 * @param overall all of it
 * @param silence how long the local network is listened to when nobody there announces the code and
 *     no other branch is left
 * @param candidate one address on the local network
 * @param relayLater how much later the relay starts, so that a near device is met directly
 */
record RaceTimes(Duration overall, Duration silence, Duration candidate, Duration relayLater) {
  static final RaceTimes USUAL =
      new RaceTimes(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofMillis(150));
}
