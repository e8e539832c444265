package app.bothways.net.relay.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * 10 ms, doubling to 16 s, each drawn from half to all of it so that clients do not march in step.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(10);
  static final Duration LAST = Duration.ofSeconds(16);

  private final RandomGenerator random;
  private Duration ceiling = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long millis = ceiling.toMillis();
    ceiling = ceiling.multipliedBy(2).compareTo(LAST) > 0 ? LAST : ceiling.multipliedBy(2);
    return Duration.ofMillis(random.nextLong(millis / 2, millis + 1));
  }

  void reset() {
    ceiling = FIRST;
  }
}
