package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The machine under seeded storms; every failure names its seed and is made small. */
class ClusterTest {
  private static final int RUNS = Integer.getInteger("bothways.sim.runs", 1500);

  @Test
  void clustersConvergeAndLoseNothing() {
    long first = Long.getLong("bothways.seed", new Random().nextLong());
    System.out.println("cluster simulation from seed " + first);
    for (long seed = first; seed < first + RUNS; seed++) {
      if (Scenario.of(seed).play().isPresent()) {
        throw new AssertionError(Scenario.report(seed));
      }
    }
  }

  @Test
  void whatOneDeviceHasComesToOthersThatDoNotKnowIt() {
    long first = Long.getLong("bothways.seed", new Random().nextLong());
    for (long seed = first; seed < first + Math.max(1, RUNS / 15); seed++) {
      Scenario chain = Scenario.inAChain(seed);
      if (chain.play().isPresent()) {
        throw new AssertionError("a chain, -Dbothways.seed=" + seed + "\n" + chain.report());
      }
    }
  }

  /** People edit ignore files and change which way things go, in the middle of a storm. */
  @Test
  void whoeverChangesRulesAndModesAgreesWithAllInTheEnd() {
    long first = Long.getLong("bothways.seed", new Random().nextLong());
    for (long seed = first; seed < first + Math.max(1, RUNS / 15); seed++) {
      assertPolicies(seed);
    }
  }

  /** Rules that changed while a device was being greeted: its rows were never asked for again. */
  @Test
  void rulesThatChangeInTheMiddleOfAGreetingHoldNothingUp() {
    assertPolicies(67);
    assertPolicies(75);
  }

  /** What was taken back just then was told as an edit, and then was not on the disk. */
  @Test
  void aModeThatChangesWhileTheDiskIsChangedWaitsForThat() {
    assertPolicies(77_000_140);
  }

  /**
   * In order: a power cut and a new database of the only other device that had the file (twice); a
   * name that a power cut took away and nobody else has any more; twins moved in circles; an old
   * copy of a database from before its first look; a name written anew between a power cut and the
   * first look; a directory and a file that changed names, which a power cut took back; half of a
   * swap elsewhere, the swap undone, and then a new database; a new database that had not looked
   * yet when a power cut was dealt with; an old copy of a device and of a database; an edit of an
   * older version that came in the place of what a power cut took; a tombstone that was passed over
   * once (twice).
   */
  @Test
  void stormsThatOnceViolatedSomethingDoSoNoMore() {
    long[] before = {
      64754, 74590, 14418, 44929, 75128, 9232612, 20007966, 20009199, 20010719, 20037931, 30025187,
      30037405, 30072286
    };
    for (long seed : before) {
      if (Scenario.of(seed).play().isPresent()) {
        throw new AssertionError(Scenario.report(seed));
      }
    }
  }

  /**
   * In order: a power cut that took back what was ignored when it was looked at; or what could not
   * be read then; a deletion nobody had noticed when the same file came back from elsewhere; a file
   * whose new name could not be read before a power cut gave it the old one again; half of a swap
   * that a power cut took back; twice what was made anew, and what was only kept, in the place of
   * what a power cut took.
   */
  @Test
  void policiesThatOnceLostSomethingDoSoNoMore() {
    assertPolicies(503305);
    assertPolicies(512475);
    assertPolicies(966670731344352301L);
    for (long seed : new long[] {617089, 708016, 720832, 721339}) {
      assertPolicies(seed);
    }
  }

  /** An old copy of a whole device gave out one vector for two versions. */
  @Test
  void ofTwoVersionsUnderOneNumberTheGreaterHoldsEverywhere() {
    assertThat(Scenario.inAChain(14304).play()).isEmpty();
  }

  private static void assertPolicies(long seed) {
    Scenario scenario = Scenario.withPolicies(seed);
    if (scenario.play().isPresent()) {
      throw new AssertionError("policies, -Dbothways.seed=" + seed + "\n" + scenario.report());
    }
  }

  private static Sim calm(long seed, int devices) {
    return new Sim(new Scenario(seed, devices, List.of()));
  }

  /** Each side that hears a new beginning answers; the answers must come to an end. */
  @Test
  void whoConnectsTwiceComesToRest() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      var acts = new java.util.ArrayList<Act>();
      for (int times = random.nextInt(1, 8); times > 0; times--) {
        Scenario any = Scenario.of(random.nextLong());
        Act act = any.acts().getFirst();
        Act.Kind kind = random.nextBoolean() ? Act.Kind.AGAIN : Act.Kind.WRITE;
        acts.add(new Act(kind, times % 2, 1 - times % 2, act.path(), act.to(), act.salt()));
      }
      assertThat(new Scenario(seed, 2, acts).play()).as("seed " + seed).isEmpty();
    }
  }

  @Test
  void editsOneAfterTheOtherMakeNoConflicts() {
    for (long seed = 0; seed < 40; seed++) {
      Sim sim = calm(seed, 3);
      sim.play();
      var people = new People(sim);
      for (Act act : Scenario.of(seed).acts()) {
        if (act.kind().isEdit()) {
          people.act(new Act(act.kind(), act.who() % 3, 0, act.path(), act.to(), act.salt()));
          sim.lookEverywhere();
          assertThat(sim.devices.get(1).picture())
              .as(sim.story())
              .isEqualTo(sim.devices.get(0).picture());
        }
      }
      assertThat(sim.devices).as(sim.story()).allMatch(d -> d.conflicts == 0);
    }
  }
}
