package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must hold when nothing goes wrong any more and nothing is left to do. */
final class Rest {
  private final Sim sim;

  Rest(Sim sim) {
    this.sim = sim;
  }

  void come() {
    holds(sim.mendAndSettle());
  }

  /** All that must hold, of a cluster that has said that it is in sync since {@code token}. */
  void holds(long token) {
    var picture = sim.devices.getFirst().picture();
    // A device whose power failed may have forgotten where it has a file from: then that is an edit
    // of its own, which may win where the other lost and was filed.
    boolean forgotMaker =
        sim.devices.stream().anyMatch(d -> d.reopened > 0)
            || sim.scenario().acts().stream().anyMatch(a -> a.kind().forgetsMakers());
    boolean forgot =
        forgotMaker || sim.scenario().acts().stream().anyMatch(a -> a.kind().forgets());
    // Going on with an old copy of a database is no more than a crash.
    boolean forgotOnce =
        !sim.wentOnWithOldCopy
            && sim.devices.stream().mapToInt(d -> d.reopened).sum() <= 1
            && sim.scenario().acts().stream().noneMatch(a -> a.kind().forgetsWhoSaw());
    for (SimDevice d : sim.devices) {
      assertThat(d.picture()).as("I1: all trees are equal").isEqualTo(picture);
      assertThat(d.index.need().items()).as("I1: nothing is needed").isZero();
      assertThat(d.inSync).as("the device says that it is in sync").isEqualTo(token);
      assertThat(d.machine.errors()).as("I19: no error without a cause").isEmpty();
      if (!sim.isBeyond()) {
        sim.oracle.check(d);
        if (!forgotMaker) {
          sim.oracle.noDoubles(d);
        }
        if (forgotOnce) {
          sim.oracle.noneInvented(d);
        }
        if (!forgot && sim.conflicts() == 0) {
          sim.oracle.deletedIsGone(d);
        }
      }
      indexIsTrue(d);
    }
    indexesAreEqual();
  }

  private static void indexIsTrue(SimDevice device) {
    for (Row row : device.index.after(0, Integer.MAX_VALUE)) {
      assertThat(device.disk.isAs(row.entry().path(), row.observed()))
          .as("I10: what the index of " + device.label + " says is on its disk: " + row)
          .isTrue();
    }
  }

  private void indexesAreEqual() {
    Map<RelPath, Entry> first = live(sim.devices.getFirst());
    for (SimDevice d : sim.devices) {
      assertThat(live(d)).as("I11: all indexes are equal").isEqualTo(first);
    }
  }

  private static Map<RelPath, Entry> live(SimDevice device) {
    var out = new TreeMap<RelPath, Entry>();
    device.index.after(0, Integer.MAX_VALUE).stream()
        .filter(r -> r.observed().isPresent())
        .forEach(r -> out.put(r.entry().path(), r.entry()));
    return out;
  }

  void stay() {
    List<Long> before = sim.devices.stream().map(d -> d.index.lastSeq()).toList();
    long told = sim.told;
    sim.lookEverywhere();
    assertThat(sim.devices.stream().map(d -> d.index.lastSeq()).toList())
        .as("I8: rest is rest")
        .isEqualTo(before);
    assertThat(sim.told).as("I8: nothing is told at rest").isEqualTo(told);
    for (SimDevice d : sim.devices) {
      assertThat(d.index.tombstones(Long.MAX_VALUE, Integer.MAX_VALUE))
          .as("what everybody knows to be deleted is forgotten at " + d.label)
          .allMatch(Row::isHeld);
    }
  }
}
