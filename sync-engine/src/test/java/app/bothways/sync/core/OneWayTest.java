package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.FolderMode;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.model.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Clusters in which one device is not like the others; every failure names its seed. */
class OneWayTest {
  private static final int RUNS = Integer.getInteger("bothways.sim.runs", 200);

  /** What one device is from the beginning, and what holds when all is at rest. */
  private interface Story {
    void begin(SimDevice odd);

    void end(Sim sim, SimDevice odd);

    /** Whether the odd device waits for a person, as it has to; then its rules are lifted. */
    default boolean waitsForAPerson(SimDevice odd) {
      return false;
    }
  }

  private static void storms(Story story) {
    storms(story, Long.getLong("bothways.seed", new Random().nextLong()), RUNS);
  }

  private static void storms(Story story, long first, int runs) {
    for (long seed = first; seed < first + runs; seed++) {
      if (Scenario.of(seed).careful()) {
        // People would be asked before many deletions, and here nobody answers.
        continue;
      }
      var sim = new Sim(plain(Scenario.of(seed)));
      try {
        SimDevice odd = sim.devices.getLast();
        story.begin(odd);
        sim.storm();
        rest(sim, story, odd);
        story.end(sim, odd);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "-Dbothways.seed=" + seed + " -Dbothways.sim.runs=1\n" + sim.story() + sim.dump(), e);
      }
    }
  }

  private static void rest(Sim sim, Story story, SimDevice odd) {
    try {
      atRest(sim);
    } catch (AssertionError restless) {
      if (!story.waitsForAPerson(odd)) {
        throw restless;
      }
      odd.ignore("");
      atRest(sim);
      nothingIsLost(sim);
      allAre(sim, sim.devices.getFirst().picture());
    }
  }

  /**
   * Databases stay, programs bring to the disk what they write, and nobody stops to see whether all
   * are equal, for they are not.
   */
  private static Scenario plain(Scenario scenario) {
    List<Act> acts =
        scenario.acts().stream()
            .filter(a -> !a.kind().hitsDatabase() && a.kind() != Act.Kind.BARRIER)
            .map(Act::broughtToDisk)
            .toList();
    return new Scenario(scenario.seed(), scenario.devices(), acts);
  }

  private static void atRest(Sim sim) {
    long token = sim.mendAndSettle();
    assertThat(sim.devices).as("in sync").allMatch(d -> d.inSync == token);
    for (SimDevice d : sim.devices.subList(0, sim.devices.size() - 1)) {
      assertThat(d.picture())
          .as("the others are as ever")
          .isEqualTo(sim.devices.getFirst().picture());
    }
  }

  private static void nothingIsLost(Sim sim) {
    var here = new HashSet<String>();
    sim.devices.forEach(d -> here.addAll(d.texts().keySet()));
    assertThat(sim.oracle.lost(here)).as("I2: no update is lost").isEmpty();
  }

  private static void allAre(Sim sim, Map<?, ?> picture) {
    assertThat(sim.devices).allSatisfy(d -> assertThat(d.picture()).isEqualTo(picture));
  }

  private static final Story RECEIVES =
      new Story() {
        @Override
        public void begin(SimDevice odd) {
          odd.mode(FolderMode.RECEIVE_ONLY);
        }

        @Override
        public void end(Sim sim, SimDevice odd) {
          nothingIsLost(sim);
          assertThat(sim.devices.getFirst().texts().keySet())
              .as("I16: nothing of its own is elsewhere")
              .noneMatch(text -> sim.oracle.maker(text) == odd);
          revert(sim, odd);
          allAre(sim, sim.devices.getFirst().picture());
          assertThat(odd.machine.inside().differences().localOnly()).isZero();
        }
      };

  @Test
  void whoOnlyReceivesNeverTellsAndCanGoBack() {
    storms(RECEIVES);
  }

  /** What a power cut took from the only device that told of it is nobody's after a while. */
  @Test
  void whoOnlyReceivesIsToldOfWhatNobodyHasAnyMore() {
    storms(RECEIVES, -3999999999999993441L, 1);
  }

  /** Elsewhere a file took the name of a directory in which something lives here. */
  @Test
  void whatLivesWhereElsewhereIsAFileStaysHereAndNobodyWaitsForIt() {
    storms(RECEIVES, 3053, 1);
    storms(RECEIVES, 5663674936888115968L, 1);
  }

  /** A power cut took what the change was made from; all others have what was before that. */
  @Test
  void whatIsGivenUpYieldsToWhatIsOlderThanWhatItWasMadeFrom() {
    storms(RECEIVES, 19011, 1);
  }

  private static void revert(Sim sim, SimDevice odd) {
    var own = new ArrayList<RelPath>();
    odd.machine.inside().local(Optional.empty(), Integer.MAX_VALUE).stream()
        .filter(r -> r.entry().version().hlc() == Version.LOCAL_NEW)
        .forEach(r -> own.add(r.entry().path()));
    own.sort(Comparator.reverseOrder());
    for (RelPath path : own) {
      if (odd.disk.below(path).isEmpty()) {
        odd.disk.tree.remove(path);
      }
    }
    odd.give(new Event.LookAt(Set.of()));
    sim.settle();
    odd.give(new Event.TheirsHold());
    sim.settle();
    atRest(sim);
  }

  @Test
  void whoOnlyReceivedAndDoesSoNoMoreAgreesWithAll() {
    storms(
        new Story() {
          @Override
          public void begin(SimDevice odd) {
            odd.mode(FolderMode.RECEIVE_ONLY);
          }

          @Override
          public void end(Sim sim, SimDevice odd) {
            odd.mode(FolderMode.TWO_WAY);
            sim.settle();
            atRest(sim);
            nothingIsLost(sim);
            allAre(sim, sim.devices.getFirst().picture());
          }
        });
  }

  private static final Story SENDS =
      new Story() {
        @Override
        public void begin(SimDevice odd) {
          odd.mode(FolderMode.SEND_ONLY);
        }

        @Override
        public void end(Sim sim, SimDevice odd) {
          nothingIsLost(sim);
          assertThat(odd.texts().keySet())
              .as("I16: its disk holds only its own")
              .allMatch(text -> sim.oracle.maker(text) == odd);
          Map<?, ?> before = odd.picture();
          odd.give(new Event.MineHolds());
          sim.settle();
          atRest(sim);
          assertThat(odd.picture()).as("its disk is not touched").isEqualTo(before);
          allAre(sim, before);
        }
      };

  @Test
  void whoOnlySendsKeepsItsDiskAndCanMakeItHold() {
    storms(SENDS);
  }

  /** It could read the name only when all had forgotten that somebody had deleted it. */
  @Test
  void whoOnlySendsLearnsWhyWhatItFindsIsNotTaken() {
    storms(SENDS, 7001061, 1);
  }

  /** A power cut makes it ask for everything anew, when all have forgotten their deletions. */
  @Test
  void whoOnlySendsRemembersWhatOthersHaveDeleted() {
    storms(SENDS, 21004732, 1);
  }

  @Test
  void whatIsIgnoredStaysAsItIsUntilItIsNot() {
    storms(
        new Story() {
          @Override
          public void begin(SimDevice odd) {
            odd.ignore("/b\nc");
          }

          @Override
          public boolean waitsForAPerson(SimDevice odd) {
            return holdsIgnored(odd);
          }

          @Override
          public void end(Sim sim, SimDevice odd) {
            nothingIsLost(sim);
            assertThat(taking(odd.picture()))
                .as("what takes part is the same")
                .isEqualTo(taking(sim.devices.getFirst().picture()));
            odd.ignore("");
            sim.settle();
            atRest(sim);
            nothingIsLost(sim);
            allAre(sim, sim.devices.getFirst().picture());
          }
        });
  }

  /** A file elsewhere is a directory here in which something ignored lies. */
  private static boolean holdsIgnored(SimDevice odd) {
    List<SyncError> errors = odd.machine.errors();
    return !errors.isEmpty()
        && errors.stream().allMatch(e -> e.code() == ErrorCode.DIRECTORY_NOT_EMPTY);
  }

  private static Map<String, Object> taking(Map<?, ?> picture) {
    var out = new TreeMap<String, Object>();
    picture.forEach((path, thing) -> out.put(path.toString(), thing));
    out.keySet()
        .removeIf(p -> p.equals("b") || p.startsWith("b/") || ("/" + p + "/").contains("/c/"));
    return out;
  }

  private static final Story PAUSES =
      new Story() {
        @Override
        public void begin(SimDevice odd) {
          odd.ignore("!/a/b\n/a");
        }

        @Override
        public boolean waitsForAPerson(SimDevice odd) {
          return holdsIgnored(odd);
        }

        @Override
        public void end(Sim sim, SimDevice odd) {
          odd.give(new Event.Paused(true));
          odd.ignore("b");
          sim.devices.getFirst().ignore("*");
          sim.settle();
          odd.give(new Event.Paused(false));
          sim.settle();
          sim.devices.forEach(d -> d.ignore(""));
          sim.settle();
          sim.mendAndSettle();
          nothingIsLost(sim);
          allAre(sim, sim.devices.getFirst().picture());
        }
      };

  @Test
  void whoPausesAndChangesRulesCatchesUp() {
    storms(PAUSES);
  }

  /** An ignored directory that took part for what is in it became a file, and then a directory. */
  @Test
  void anIgnoredNameThatBecameAFileElsewhereIsInNobodysWay() {
    storms(PAUSES, 7829950439709403948L, 1);
  }

  @Test
  void anIgnoredFileInADirectoryThatBecameAFileElsewhereWaitsForAPerson() {
    storms(PAUSES, -3382668090487213674L, 1);
  }

  /** It was deleted before there was room for it again. */
  @Test
  void whatCouldNotBeMadeAndNeedNotBeAnyMoreIsNoErrorAnyMore() {
    storms(PAUSES, 17527, 1);
  }
}
