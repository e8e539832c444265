package app.bothways.net.relay.client;

import app.bothways.net.report.RelayView.State;
import app.bothways.net.retry.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * After what time a relay is dialled again. Pure but for the clock and the chance that it is given.
 *
 * <p>Failures in a row are answered by pauses that double up to 16 s. A relay that served us a
 * moment ago is likely to be back a moment later and is tried more often for a while. A connection
 * that stood ends the count of failures, however short it was; a relay that lets us in and drops us
 * at once, again and again, is counted apart.
 */
final class Redial {
  static final Duration LONGEST = Duration.ofSeconds(16);

  /** A refusal does not change by asking often. */
  static final Duration DENIED = Duration.ofSeconds(60);

  /**
   * How often at least a relay is tried that was lost a moment ago, or has said that it restarts.
   */
  static final Duration WHILE_MISSED = Duration.ofMillis(800);

  private static final Duration MISSED_FOR = Duration.ofSeconds(60);

  /** And how often after that, for some minutes: somebody may be at work on it. */
  static final Duration WHILE_HOPED_FOR = Duration.ofSeconds(4);

  private static final Duration HOPED_FOR = Duration.ofMinutes(10);

  /** A connection that held for so long was good. */
  static final Duration GOOD = Duration.ofSeconds(2);

  private static final Duration FIRST = Duration.ofMillis(10);

  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Backoff failures;
  private final Backoff drops;
  private Optional<Long> lostAt = Optional.empty();

  /** Until when a relay that has announced its restart may be away without being called faulty. */
  private Optional<Long> excusedUntil = Optional.empty();

  Redial(LongSupplier nanos, RandomGenerator random) {
    this.nanos = nanos;
    this.random = random;
    this.failures = new Backoff(FIRST, LONGEST, random);
    this.drops = new Backoff(FIRST, LONGEST, random);
  }

  /** The relay has confirmed us. */
  void up() {
    failures.reset();
    excusedUntil = Optional.empty();
  }

  /** Something has changed by which the failures before mean nothing. */
  void afresh() {
    failures.reset();
  }

  /** The connection is lost after so long. */
  Duration lost(Duration held) {
    lostAt = Optional.of(nanos.getAsLong());
    if (held.compareTo(GOOD) >= 0) {
      drops.reset();
      return Duration.ZERO;
    }
    return drops.next();
  }

  /** The relay has said for how long it may be away. */
  void excuse(Duration time) {
    lostAt = Optional.of(nanos.getAsLong());
    excusedUntil = Optional.of(nanos.getAsLong() + time.toNanos());
  }

  boolean excused() {
    return excusedUntil.filter(end -> nanos.getAsLong() - end < 0).isPresent();
  }

  /** Whether the relay served us a moment ago. */
  boolean missed() {
    return excused() || lostWithin(MISSED_FOR);
  }

  Duration failed(State why) {
    Duration pause = failures.next();
    if (why == State.DENIED) {
      return DENIED;
    }
    if (missed()) {
      return drawn(WHILE_MISSED, pause);
    }
    return lostWithin(HOPED_FOR) ? drawn(WHILE_HOPED_FOR, pause) : pause;
  }

  /** Whoever lost the relay at the same moment must not come back at the same moment. */
  private Duration drawn(Duration bound, Duration pause) {
    long half = bound.toNanos() / 2;
    return atMost(Duration.ofNanos(half + random.nextLong(half)), pause);
  }

  private boolean lostWithin(Duration time) {
    return lostAt.filter(then -> nanos.getAsLong() - then < time.toNanos()).isPresent();
  }

  static Duration atMost(Duration bound, Duration wanted) {
    return wanted.compareTo(bound) > 0 ? bound : wanted;
  }
}
