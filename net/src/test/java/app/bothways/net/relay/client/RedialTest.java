package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.report.RelayView.State;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RedialTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Begins near the end of what a long holds, as a clock of the system may. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

  private final Redial redial = new Redial(now::get, new Random(1));

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static void whileMissed(Duration pause) {
    assertThat(pause).isBetween(Redial.WHILE_MISSED.dividedBy(2), Redial.WHILE_MISSED);
  }

  private Duration failed(int times) {
    Duration pause = Duration.ZERO;
    for (int i = 0; i < times; i++) {
      pause = redial.failed(State.UNREACHABLE);
    }
    return pause;
  }

  @Test
  void thePausesGrowFromTenMillisecondsToSixteenSeconds() {
    assertThat(failed(1)).isBetween(Duration.ofMillis(5), Duration.ofMillis(10));
    assertThat(failed(20)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
    redial.afresh();
    assertThat(failed(1)).isLessThanOrEqualTo(Duration.ofMillis(10));
  }

  /** This kept devices from a relay that had been restarted twice: up to 16 seconds each time. */
  @Test
  void aConnectionThatStoodEndsTheCountOfFailuresHoweverShortItWas() {
    failed(20);
    redial.up();
    assertThat(redial.lost(Duration.ofMillis(1900))).isLessThanOrEqualTo(Duration.ofMillis(10));
    assertThat(failed(1)).isLessThanOrEqualTo(Duration.ofMillis(10));
    redial.up();
    assertThat(redial.lost(Redial.GOOD)).isZero();
  }

  @Test
  void aRelayThatServedUsAMomentAgoIsTriedOftenForAWhileAndThenLess() {
    redial.up();
    redial.lost(Duration.ofMinutes(1));
    assertThat(redial.missed()).isTrue();
    assertThat(failed(20)).satisfies(RedialTest::whileMissed);
    pass(Duration.ofMinutes(1));
    assertThat(redial.missed()).isFalse();
    assertThat(failed(1)).isBetween(Duration.ofSeconds(2), Redial.WHILE_HOPED_FOR);
    pass(Duration.ofMinutes(9));
    assertThat(failed(1)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
  }

  @Test
  void aRelayThatLetsUsInAndDropsUsAtOnceIsNotTriedAllTheTime() {
    Duration pause = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      redial.up();
      pause = redial.lost(Duration.ZERO);
    }
    assertThat(pause).isGreaterThanOrEqualTo(Duration.ofSeconds(8));
    redial.up();
    assertThat(redial.lost(Redial.GOOD)).isZero();
    redial.up();
    assertThat(redial.lost(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofMillis(10));
  }

  @Test
  void aRelayThatHasAnnouncedItsRestartIsExcusedUntilItsTimeIsOverOrItIsBack() {
    failed(20);
    redial.excuse(Duration.ofSeconds(70));
    assertThat(redial.excused()).isTrue();
    assertThat(failed(1)).satisfies(RedialTest::whileMissed);
    pass(Duration.ofSeconds(69));
    assertThat(redial.excused()).isTrue();
    assertThat(failed(1)).satisfies(RedialTest::whileMissed);
    pass(SECOND);
    assertThat(redial.excused()).isFalse();
    redial.excuse(Duration.ofSeconds(70));
    redial.up();
    assertThat(redial.excused()).isFalse();
  }

  @Test
  void aRefusalIsNotAskedForAgainSoon() {
    redial.lost(Duration.ofMinutes(1));
    assertThat(redial.failed(State.DENIED)).isEqualTo(Redial.DENIED);
  }
}
