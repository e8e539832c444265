package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Three correlated trees become one again, whatever order things are done in. */
class CanopyTest {
  private static final int CASES = Integer.getInteger("bothways.canopy.cases", 4000);
  private static final int MOST_ROUNDS = 200;

  @Test
  void whatPeopleDidToThreeCopiesOfATreeComesTogether() {
    long first = Long.getLong("bothways.seed", new Random().nextLong(1L << 40));
    System.out.println("three trees from seed " + first);
    for (long seed = first; seed < first + CASES; seed++) {
      var sim = new Sim(Canopy.of(seed));
      if (Canopy.of(seed).playWith(sim).isPresent()) {
        throw new AssertionError(
            "-Dbothways.seed=" + seed + " -Dbothways.canopy.cases=1\n" + Canopy.of(seed).report());
      }
      assertThat(sim.devices)
          .as("seed %d: done within %d rounds", seed, MOST_ROUNDS)
          .allMatch(d -> d.applies <= MOST_ROUNDS);
    }
  }
}
