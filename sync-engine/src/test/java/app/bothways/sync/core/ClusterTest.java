package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The machine under a seeded storm; every failure names its seed. */
class ClusterTest {
  private static final int RUNS = Integer.getInteger("bothways.sim.runs", 1500);

  @Test
  void clustersConvergeAndLoseNothing() {
    long first = Long.getLong("bothways.seed", new Random().nextLong());
    for (int i = 0; i < RUNS; i++) {
      storm(first + i);
    }
  }

  private static void storm(long seed) {
    var shape = new Random(seed);
    var sim = new Sim(seed, 2 + shape.nextInt(2));
    sim.plain = shape.nextBoolean();
    try {
      sim.devices.forEach(d -> d.give(new Event.Opened()));
      sim.connectAll();
      int ops = 5 + shape.nextInt(40);
      for (int i = 0; i < ops; i++) {
        if (shape.nextInt(4) == 0) {
          sim.fault();
        } else {
          sim.edit(sim.devices.get(shape.nextInt(sim.devices.size())));
        }
        sim.run(shape.nextInt(3) == 0 ? shape.nextInt(300) : shape.nextInt(8));
      }
      heal(sim);
      check(sim);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "-Dbothways.seed=" + seed + " -Dbothways.sim.runs=1\n" + sim.story() + sim.dump(), e);
    }
  }

  private static void heal(Sim sim) {
    sim.connectAll();
    sim.devices.forEach(d -> d.give(new Event.AskInSync(1)));
    sim.settle();
  }

  private static void check(Sim sim) {
    var picture = sim.picture(sim.devices.getFirst());
    for (SimDevice d : sim.devices) {
      assertThat(sim.picture(d)).as("I1: all trees are equal").isEqualTo(picture);
      assertThat(d.index.need().items()).as("nothing is needed").isZero();
      assertThat(d.inSync).as("the device says that it is in sync").isEqualTo(1);
    }
    Set<String> texts = sim.texts(sim.devices.getFirst());
    var lost = new HashSet<>(sim.mustExist());
    lost.removeAll(texts);
    assertThat(lost).as("I2: no update is lost").isEmpty();
    assertThat(sim.everWritten()).as("I3: nothing is invented").containsAll(texts);
    long[] before = sim.devices.stream().mapToLong(d -> d.index.lastSeq()).toArray();
    sim.devices.forEach(d -> d.give(new Event.LookAt(Set.of())));
    sim.settle();
    long[] after = sim.devices.stream().mapToLong(d -> d.index.lastSeq()).toArray();
    assertThat(after).as("I8: rest is rest").isEqualTo(before);
  }

  /** Each side that hears a new beginning answers; the answers must come to an end. */
  @Test
  void whoConnectsTwiceComesToRest() {
    for (long seed = 0; seed < 200; seed++) {
      var sim = new Sim(seed, 2);
      SimDevice a = sim.devices.get(0);
      SimDevice b = sim.devices.get(1);
      sim.devices.forEach(d -> d.give(new Event.Opened()));
      sim.connectAll();
      for (int times = sim.random.nextInt(1, 4); times > 0; times--) {
        sim.again(a, b);
        sim.again(b, a);
        sim.edit(a);
      }
      heal(sim);
      check(sim);
    }
  }

  @Test
  void editsOneAfterTheOtherMakeNoConflicts() {
    for (long seed = 0; seed < 40; seed++) {
      var sim = new Sim(seed, 3);
      sim.devices.forEach(d -> d.give(new Event.Opened()));
      sim.connectAll();
      sim.settle();
      for (int i = 0; i < 25; i++) {
        SimDevice d = sim.devices.get(sim.random.nextInt(3));
        sim.edit(d);
        d.give(new Event.LookAt(Set.of()));
        sim.settle();
        assertThat(sim.picture(sim.devices.get(1)))
            .as(sim.story())
            .isEqualTo(sim.picture(sim.devices.get(0)));
      }
      assertThat(sim.devices).as(sim.story()).allMatch(d -> d.conflicts == 0);
    }
  }
}
