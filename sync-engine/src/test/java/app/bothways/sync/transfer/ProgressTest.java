package app.bothways.sync.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long MB = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(5);
  private final Progress progress = new Progress(nanos::get);

  private void later(double seconds) {
    nanos.addAndGet((long) (seconds * 1e9));
  }

  private long secondsLeft(long items, long bytes) {
    return progress.eta(items, bytes).orElseThrow().toSeconds();
  }

  @Test
  void whereNothingMovesNoTimeIsPromised() {
    assertThat(progress.eta(3, 100 * MB)).isEmpty();
    progress.settled(MB);
    assertThat(progress.eta(0, 0)).as("nothing is needed any more").isEmpty();
  }

  @Test
  void largeFilesTakeAsLongAsTheirBytes() {
    for (int i = 0; i < 5; i++) {
      later(1);
      progress.partly(10 * MB);
    }
    assertThat(secondsLeft(1, 150 * MB)).as("50 of 150 MB are on the stage").isBetween(9L, 14L);
  }

  @Test
  void manySmallFilesTakeAsLongAsTheirNumber() {
    for (int i = 0; i < 5; i++) {
      later(1);
      for (int file = 0; file < 20; file++) {
        progress.settled(100);
      }
    }
    assertThat(secondsLeft(1000, 100_000)).isBetween(45L, 60L);
  }

  @Test
  void theTimeGrowsWhenThePaceFallsAndIsForgottenWhenAllStandsStill() {
    later(1);
    progress.partly(40 * MB);
    long before = secondsLeft(1, 200 * MB);
    for (int i = 0; i < 5; i++) {
      later(1);
      progress.partly(MB);
    }
    assertThat(secondsLeft(1, 200 * MB)).isGreaterThan(before);
    later(10);
    assertThat(progress.eta(1, 200 * MB)).isEmpty();
    assertThat(progress.receivedPerSecond()).isZero();
  }

  @Test
  void whatIsOverIsNotTakenOffTwice() {
    later(1);
    progress.partly(50 * MB);
    progress.over(50 * MB);
    later(1);
    progress.partly(50 * MB);
    assertThat(secondsLeft(2, 100 * MB)).isBetween(1L, 3L);
    assertThat(progress.eta(2, Long.MAX_VALUE).orElseThrow()).isLessThan(Duration.ofDays(20_000));
  }
}
