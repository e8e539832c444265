package app.bothways.net.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next dial: half a second, doubling to half a minute, with jitter. */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private Duration step = FIRST;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next pause: between half of the step and all of it, so that two nodes fall out of step. */
  Duration next() {
    long half = step.toNanos() / 2;
    Duration pause = Duration.ofNanos(half + random.nextLong(half));
    step = step.multipliedBy(2).compareTo(LONGEST) < 0 ? step.multipliedBy(2) : LONGEST;
    return pause;
  }

  void reset() {
    step = FIRST;
  }
}
