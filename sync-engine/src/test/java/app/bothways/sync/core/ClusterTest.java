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
   * once (twice); an old copy of a database that had forgotten what was just put on the disk.
   */
  @Test
  void stormsThatOnceViolatedSomethingDoSoNoMore() {
    long[] before = {
      64754, 74590, 14418, 44929, 75128, 9232612, 20007966, 20009199, 20010719, 20037931, 30025187,
      30037405, 30072286
    };
    for (long seed : before) {
      assertStorm(seed);
    }
    assertStorm(7465104351646790719L);
  }

  /**
   * Both went back to old copies of themselves, and one of them to a time when the other had told
   * of a file that it knew nothing about any more: as it was an old copy itself, or as everybody
   * had come to terms with the file's deletion.
   */
  @Test
  void whatWasToldByWhatWasReplacedByAnOldCopyIsForgotten() {
    assertStorm(3009426);
    assertStorm(3046654);
  }

  /** After a power cut all was asked for anew; how far it had been heard before proves the copy. */
  @Test
  void anOldCopyThatGivesTheSameNumberToTheSameNameAgainIsFoundOut() {
    assertStorm(3079110);
  }

  /** The copy was of a time before anybody had been heard; what it told since is gone here. */
  @Test
  void nobodyWaitsForWhatAnOldCopyDoesNotKnowItTold() {
    assertStorm(15074555);
  }

  /** A power cut took a file, and a person put another one in the place of its empty directory. */
  @Test
  void whatAPowerCutTookIsNotDeletedWithItsDirectory() {
    assertStorm(16062726);
  }

  /** It could not be looked at, and its device was killed before it could be. */
  @Test
  void whatWasMovedOntoAnEqualFileThatNobodyCouldSeeIsNotReplacedAsIfItWereThatOne() {
    assertStorm(16026325);
  }

  /** Two people move one of two equal files onto the other and back, each another one. */
  @Test
  void twinsThatWereMovedOntoEachOtherAndBackAreNotBothGone() {
    assertStorm(182705);
  }

  /** Devices ask first whether the other ones may go, once one of two, once both. */
  @Test
  void norAreThoseOfWhichAPersonIsAsked() {
    assertStorm(434436033161121105L);
    assertStorm(7236545);
  }

  /**
   * A file was moved and came back while a third device, whose disk was full, waited for it. Then
   * both that had it got new databases, and to those the third one's half of the story, that it had
   * gone from there, proved what they found to be outdated.
   */
  @Test
  void whoWaitsForAFileDoesNotHaveItDeletedByTellingThatItWasMoved() {
    assertStorm(568685);
  }

  /**
   * In order: three times a file that a person had moved away and back, of which its device had
   * told the first half only when it lost its database; twice what one person had moved to where
   * another one replaced just that; the first again, heard of after an older version of others,
   * with a deletion made by two devices, or by another one, or two databases ago; and where the one
   * who remembers the lost database does not answer for the deletion any more; and a file that was
   * found where it had been moved to, and was moved back before anybody looked at its first name;
   * and one that was moved back while its first name was looked at because of a deletion; and one
   * that was moved back where only a device had heard of it that had no room for it.
   */
  @Test
  void whatIsOnlyMovedAboutIsNotLost() {
    for (long seed :
        new long[] {
          3922, 11062, 12247, 13323, 22941, 47988, 98390, 98471, 115293, 63641, 609204, 902137,
          19016476
        }) {
      assertMoved(seed);
    }
  }

  /** The same ones in every build; more are played by hand (docs/testing.md). */
  @Test
  void whoMovesFilesWhileDatabasesAreLostLosesNothing() {
    for (long seed = 1; seed <= Math.max(1, RUNS / 3); seed++) {
      assertMoved(seed);
    }
  }

  private static void assertMoved(long seed) {
    Scenario scenario = Swarm.moved(seed);
    if (scenario.play().isPresent()) {
      throw new AssertionError("moved, seed " + seed + "\n" + scenario.report());
    }
  }

  /**
   * In order: a power cut that took back what was ignored when it was looked at; or what could not
   * be read then; a deletion nobody had noticed when the same file came back from elsewhere; a file
   * whose new name could not be read before a power cut gave it the old one again; half of a swap
   * that a power cut took back; twice what was made anew, and what was only kept, in the place of
   * what a power cut took; a name that was ignored while its content was on its way. Between these,
   * 18201738: what a crash left of a directory's making counted for a directory made by hand.
   */
  @Test
  void policiesThatOnceLostSomethingDoSoNoMore() {
    assertPolicies(503305);
    assertPolicies(512475);
    assertPolicies(966670731344352301L);
    assertPolicies(18201738);
    for (long seed : new long[] {617089, 708016, 720832, 721339, 909566}) {
      assertPolicies(seed);
    }
  }

  /** An old copy of a whole device gave out one vector for two versions. */
  @Test
  void ofTwoVersionsUnderOneNumberTheGreaterHoldsEverywhere() {
    assertThat(Scenario.inAChain(14304).play()).isEmpty();
  }

  private static void assertStorm(long seed) {
    if (Scenario.of(seed).play().isPresent()) {
      throw new AssertionError(Scenario.report(seed));
    }
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
