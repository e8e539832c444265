package app.bothways.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestingHeapTest {
  private static final long MIB = 1 << 20;

  private final RestingHeap.Rule rule = new RestingHeap.Rule();

  @Test
  void aProcessThatRestsIsCollectedOnceAndNotAgainUntilItHasGrown() {
    assertThat(rule.isDue(100 * MIB, 160 * MIB)).isFalse();
    assertThat(rule.isDue(101 * MIB, 160 * MIB)).isFalse();
    assertThat(rule.isDue(102 * MIB, 160 * MIB)).isTrue();
    rule.done(60 * MIB);
    for (int look = 0; look < 10; look++) {
      assertThat(rule.isDue((40 + look) * MIB, 75 * MIB)).isFalse();
    }
    assertThat(rule.isDue(50 * MIB, 76 * MIB)).isTrue();
  }

  @Test
  void aProcessAtWorkIsLeftAlone() {
    for (int look = 0; look < 10; look++) {
      assertThat(rule.isDue((40 + 3 * look) * MIB, 160 * MIB)).as("it takes memory").isFalse();
    }
    for (int look = 0; look < 10; look++) {
      long used = (look % 2 == 0 ? 40 : 41) * MIB;
      assertThat(rule.isDue(used, 160 * MIB)).as("it was collected meanwhile").isFalse();
    }
  }

  @Test
  void aHeapThatTookLittleIsNotWorthIt() {
    for (int look = 0; look < 5; look++) {
      assertThat(rule.isDue(5 * MIB, RestingHeap.Rule.WORTH_BYTES - 1)).isFalse();
    }
  }
}
