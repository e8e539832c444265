package app.bothways.sync.model;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.VersionVector.Order;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionVectorTest {
  private static final long SEED = Long.getLong("bothways.seed", new Random().nextLong());
  private static final int CASES = 100_000;
  private static final VersionVector WRITTEN = VersionVector.EMPTY.plus(1).plus(2);

  private static VersionVector any(Random random) {
    VersionVector vector = VersionVector.EMPTY;
    for (int n = random.nextInt(5); n > 0; n--) {
      long actor = 1 + random.nextInt(3);
      vector = random.nextInt(3) == 0 ? vector.echo(actor, 1) : vector.plus(actor);
    }
    return vector;
  }

  private static boolean upTo(VersionVector a, VersionVector b) {
    return a.compare(b) == Order.BEFORE || a.compare(b) == Order.EQUAL;
  }

  @Test
  void vectorsAreInAPartialOrderAndMergingGivesWhatIsAboveBoth() {
    var random = new Random(SEED);
    for (int i = 0; i < CASES; i++) {
      VersionVector a = any(random);
      VersionVector b = any(random);
      VersionVector c = any(random);
      String seed = "-Dbothways.seed=" + SEED + " " + a + " " + b + " " + c;
      assertThat(a.compare(b) == Order.EQUAL).as(seed).isEqualTo(a.equals(b));
      assertThat(a.compare(b) == Order.BEFORE).as(seed).isEqualTo(b.compare(a) == Order.AFTER);
      assertThat(!upTo(a, b) || !upTo(b, c) || upTo(a, c)).as(seed).isTrue();
      assertThat(upTo(a, a.merge(b)) && upTo(b, a.merge(b))).as(seed).isTrue();
      assertThat(a.merge(b)).as(seed).isEqualTo(b.merge(a));
      assertThat(a.merge(b).merge(c)).as(seed).isEqualTo(a.merge(b.merge(c)));
    }
  }

  @Test
  void whatIsSaidAgainIsAboveWhatItSaysAndBelowWhatIsMadeFromThat() {
    VersionVector again = WRITTEN.echo(3, 7);
    assertThat(again.compare(WRITTEN)).isEqualTo(Order.AFTER);
    assertThat(again.compare(WRITTEN.plus(4))).isEqualTo(Order.BEFORE);
    assertThat(again.compare(VersionVector.EMPTY.plus(1).plus(4))).isEqualTo(Order.CONCURRENT);
    assertThat(again.compare(WRITTEN.echo(4, 9))).isEqualTo(Order.CONCURRENT);
    assertThat(VersionVector.isEcho(3)).isFalse();
    assertThat(again.counters().lastKey() == 2 || VersionVector.isEcho(again.counters().firstKey()))
        .isTrue();
  }
}
