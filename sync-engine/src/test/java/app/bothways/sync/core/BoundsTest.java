package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** I18: however much there is to do, only so much of it is under way at once. */
class BoundsTest {
  private static final long OTHER = 2;

  private final MemoryIndex index = new MemoryIndex(1, "anna");
  private final FolderMachine machine = new FolderMachine(index);
  private final NodeId bert = NodeId.of(new byte[32]);

  private List<Want> wants(int files, long size) {
    index.mark(bert, new Index.Mark(9, 1, 1));
    for (int i = 0; i < files; i++) {
      RelPath path = RelPath.of("f" + i);
      var version = new Version(VersionVector.EMPTY.plus(OTHER, i + 1), (9L << 16) + i, OTHER);
      index.putRemote(
          new Remote(
              bert,
              new FileEntry(
                  path, version, size, 0, false, SimDisk.hash("f" + i), Optional.empty())));
    }
    var effects = new ArrayList<Effect>();
    effects.addAll(machine.on(new Event.Opened(), 1));
    effects.addAll(machine.on(new Event.Up(bert), 2));
    effects.addAll(
        machine.on(new Event.Heard(bert, new Message.Announce(9, 1, Index.Mark.NONE, 1, 1)), 3));
    effects.addAll(machine.on(new Event.ScanEnded(Optional.empty()), 4));
    return effects.stream()
        .filter(Effect.Fetch.class::isInstance)
        .flatMap(e -> ((Effect.Fetch) e).wants().stream())
        .toList();
  }

  @Test
  void onlySoManySmallFilesAreAskedForAtOnce() {
    assertThat(wants(10_000, 100)).hasSizeBetween(512, 4096 + 512);
  }

  @Test
  void onlySoManyBytesAreAskedForAtOnce() {
    long bytes = wants(400, 3 << 20).stream().mapToLong(Want::size).sum();
    assertThat(bytes).isBetween(3L << 20, (64L + 4 + 3) << 20);
  }

  @Test
  void ofLargeFilesOnlyAFewAreUnderWay() {
    assertThat(wants(50, 5L << 30)).hasSizeBetween(1, 5);
  }

  private static Sim sharing(int files, String text) {
    var sim = new Sim(new Scenario(1, 2, List.of()));
    sim.play();
    for (int i = 0; i < files; i++) {
      sim.devices.get(0).disk.put(RelPath.of("f" + i), 'f', text, false, i);
    }
    return sim;
  }

  private static void bothHaveTheSame(Sim sim) {
    sim.lookEverywhere();
    assertThat(sim.devices.get(0).picture()).isEqualTo(sim.devices.get(1).picture());
  }

  @Test
  void ofFilesThatAreAlikeOnlySoManyAreCopiedAtOnce() {
    Sim sim = sharing(300, "the same");
    sim.lookEverywhere();
    SimDevice there = sim.devices.get(1);
    assertThat(there.texts()).containsEntry("the same", 300);
    assertThat(there.mostCopies).isBetween(2, 64);
    assertThat(there.fetched).as("all but one were copied").isOne();
  }

  @Test
  void copiesThatFailOrAreHeldUpAreMadeUpFor() {
    Sim sim = sharing(300, "the same");
    SimDevice there = sim.devices.get(1);
    sim.devices.get(0).give(new Event.LookAt(Set.of()));
    while (there.copies() < 64) {
      sim.step();
    }
    there.give(new Event.Paused(true));
    sim.run(1000);
    there.give(new Event.Paused(false));
    String first = there.texts().isEmpty() ? "" : there.disk.tree.firstKey().toString();
    there.disk.put(RelPath.of(first), 'f', "by hand", false, 1000);
    sim.settle();
    bothHaveTheSame(sim);
    assertThat(there.texts()).containsEntry("by hand", 1);
    assertThat(there.mostCopies).isLessThanOrEqualTo(64);
    assertThat(there.fetched).as("where nothing could be copied").isGreaterThan(1);
  }

  @Test
  void ofFilesThatLoseOnlySoManyAreKeptAsideAtOnce() {
    Sim sim = sharing(200, "before");
    sim.lookEverywhere();
    sim.cut(sim.devices.get(0), sim.devices.get(1));
    for (SimDevice device : sim.devices) {
      for (int i = 0; i < 200; i++) {
        device.disk.put(RelPath.of("f" + i), 'f', device.label + " " + i, false, 1000 + i);
      }
    }
    sim.lookEverywhere();
    sim.connectAll();
    sim.settle();
    bothHaveTheSame(sim);
    assertThat(sim.devices.get(0).texts()).hasSize(400);
    assertThat(sim.conflicts()).isEqualTo(200);
    for (SimDevice device : sim.devices) {
      assertThat(device.mostCopies).isLessThanOrEqualTo(64);
    }
  }
}
