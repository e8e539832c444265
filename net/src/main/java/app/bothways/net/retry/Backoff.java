package app.bothways.net.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double from the first to the longest. Each is drawn from half of it to all of it, so
 * that many who failed together do not try together. Used by one thread at a time.
 */
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Duration step;

  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.step = first;
  }

  /** The next pause. */
  public Duration next() {
    long half = step.toNanos() / 2;
    Duration twice = step.multipliedBy(2);
    step = twice.compareTo(longest) < 0 ? twice : longest;
    return Duration.ofNanos(half + random.nextLong(half));
  }

  /** It worked: the next pause is the first again. */
  public void reset() {
    step = first;
  }
}
