package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.FolderMode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Clusters in which one device is not like the others; every failure names its seed. */
class OneWayTest {
  private static final int RUNS = Integer.getInteger("bothways.sim.runs", 250);

  /** What one device is from the beginning, and what holds when all is at rest. */
  private interface Story {
    void begin(SimDevice odd);

    void end(Sim sim, SimDevice odd);
  }

  private static void storms(Story story) {
    long first = Long.getLong("bothways.seed", new Random().nextLong());
    for (long seed = first; seed < first + RUNS; seed++) {
      var sim = new Sim(seed, 3);
      sim.plain = true;
      try {
        storm(sim, new Random(seed), story);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "-Dbothways.seed=" + seed + " -Dbothways.sim.runs=1\n" + sim.story() + sim.dump(), e);
      }
    }
  }

  private static void storm(Sim sim, Random shape, Story story) {
    SimDevice odd = sim.devices.getLast();
    story.begin(odd);
    sim.devices.forEach(d -> d.give(new Event.Opened()));
    sim.connectAll();
    int ops = 5 + shape.nextInt(30);
    for (int i = 0; i < ops; i++) {
      switch (shape.nextInt(12)) {
        case 0, 1 -> sim.fault();
        case 2 -> pause(sim, shape);
        default -> sim.edit(sim.devices.get(shape.nextInt(3)));
      }
      sim.run(shape.nextInt(3) == 0 ? shape.nextInt(200) : shape.nextInt(8));
    }
    heal(sim);
    assertThat(sim.picture(sim.devices.get(1)))
        .as("the others are as ever")
        .isEqualTo(sim.picture(sim.devices.get(0)));
    story.end(sim, odd);
  }

  private static void pause(Sim sim, Random shape) {
    SimDevice device = sim.devices.get(shape.nextInt(3));
    device.give(new Event.Paused(shape.nextBoolean()));
  }

  private static void heal(Sim sim) {
    sim.devices.forEach(d -> d.give(new Event.Paused(false)));
    sim.connectAll();
    long token = sim.devices.stream().mapToLong(d -> d.inSync).max().orElseThrow() + 1;
    sim.devices.forEach(d -> d.give(new Event.AskInSync(token)));
    sim.settle();
    assertThat(sim.devices).as("in sync").allMatch(d -> d.inSync == token);
  }

  private static void nothingIsLost(Sim sim) {
    var lost = new HashSet<>(sim.mustExist());
    sim.devices.forEach(d -> lost.removeAll(sim.texts(d)));
    assertThat(lost).as("I2: no update is lost").isEmpty();
  }

  private static void allAre(Sim sim, Map<String, String> picture) {
    assertThat(sim.devices).allSatisfy(d -> assertThat(sim.picture(d)).isEqualTo(picture));
  }

  @Test
  void whoOnlyReceivesNeverTellsAndCanGoBack() {
    storms(
        new Story() {
          @Override
          public void begin(SimDevice odd) {
            odd.mode(FolderMode.RECEIVE_ONLY);
          }

          @Override
          public void end(Sim sim, SimDevice odd) {
            nothingIsLost(sim);
            assertThat(sim.texts(sim.devices.getFirst()))
                .as("I16: nothing of its own is elsewhere")
                .noneMatch(text -> sim.authors.get(text) == odd);
            revert(sim, odd);
            allAre(sim, sim.picture(sim.devices.getFirst()));
            assertThat(odd.machine.differences().localOnly()).isZero();
          }
        });
  }

  private static void revert(Sim sim, SimDevice odd) {
    var own = new ArrayList<RelPath>();
    odd.machine.local(Optional.empty(), Integer.MAX_VALUE).stream()
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
    heal(sim);
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
            heal(sim);
            nothingIsLost(sim);
            allAre(sim, sim.picture(sim.devices.getFirst()));
          }
        });
  }

  @Test
  void whoOnlySendsKeepsItsDiskAndCanMakeItHold() {
    storms(
        new Story() {
          @Override
          public void begin(SimDevice odd) {
            odd.mode(FolderMode.SEND_ONLY);
          }

          @Override
          public void end(Sim sim, SimDevice odd) {
            nothingIsLost(sim);
            assertThat(sim.texts(odd))
                .as("I16: its disk holds only its own")
                .allMatch(text -> sim.authors.get(text) == odd);
            Map<String, String> before = sim.picture(odd);
            odd.give(new Event.MineHolds());
            sim.settle();
            heal(sim);
            assertThat(sim.picture(odd)).as("its disk is not touched").isEqualTo(before);
            allAre(sim, before);
          }
        });
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
          public void end(Sim sim, SimDevice odd) {
            nothingIsLost(sim);
            assertThat(taking(sim.picture(odd)))
                .as("what takes part is the same")
                .isEqualTo(taking(sim.picture(sim.devices.getFirst())));
            odd.ignore("");
            sim.settle();
            heal(sim);
            nothingIsLost(sim);
            allAre(sim, sim.picture(sim.devices.getFirst()));
          }
        });
  }

  private static Map<String, String> taking(Map<String, String> picture) {
    var out = new TreeMap<>(picture);
    out.keySet()
        .removeIf(p -> p.equals("b") || p.startsWith("b/") || ("/" + p + "/").contains("/c/"));
    return out;
  }

  @Test
  void rulesMayComeAndGoAtAnyTime() {
    Consumer<Sim> change =
        sim -> {
          String[] rules = {"", "b", "/a\nc", "!/a/b\n/a", "*", "a/"};
          sim.devices
              .get(sim.random.nextInt(3))
              .ignore(rules[sim.random.nextInt(rules.length)]);
        };
    long first = Long.getLong("bothways.seed", new Random().nextLong());
    for (long seed = first; seed < first + RUNS; seed++) {
      var sim = new Sim(seed, 3);
      sim.plain = true;
      try {
        sim.devices.forEach(d -> d.give(new Event.Opened()));
        sim.connectAll();
        for (int i = 0; i < 25; i++) {
          sim.edit(sim.devices.get(sim.random.nextInt(3)));
          if (sim.random.nextInt(5) == 0) {
            change.accept(sim);
          }
          if (sim.random.nextInt(8) == 0) {
            sim.fault();
          }
          sim.run(sim.random.nextInt(60));
        }
        sim.devices.forEach(d -> d.ignore(""));
        heal(sim);
        nothingIsLost(sim);
        allAre(sim, sim.picture(sim.devices.getFirst()));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "-Dbothways.seed=" + seed + " -Dbothways.sim.runs=1\n" + sim.story() + sim.dump(), e);
      }
    }
  }
}
