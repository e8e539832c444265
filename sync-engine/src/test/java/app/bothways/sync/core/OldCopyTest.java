package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What others say of this database that only its later self can have told them. */
class OldCopyTest {
  private final MemoryIndex index = new MemoryIndex(7, "anna");

  private Version mine(long counter) {
    return new Version(VersionVector.EMPTY.plus(index.actor(), counter), 9, index.actor());
  }

  private boolean isProvenBy(Entry entry) {
    return new OldCopy(index).isProvenBy(entry);
  }

  @Test
  void aNumberThatWasNeverGivenOutHereProvesIt() {
    RelPath path = RelPath.of("a");
    long next = index.lastSeq() + 1;
    assertThat(isProvenBy(new LinkEntry(path, mine(next), "x"))).isTrue();
    assertThat(isProvenBy(new DirEntry(path, mine(next)))).isTrue();
  }

  @Test
  void whatAnotherDeviceMadeProvesNothing() {
    var theirs = new Version(VersionVector.EMPTY.plus(9, 100), 9, 9);
    assertThat(isProvenBy(new DirEntry(RelPath.of("a"), theirs))).isFalse();
  }

  /**
   * Bert, who knows what Anna's database has forgotten, has just begun to ask everybody for
   * everything anew when his device is restarted.
   */
  @Test
  void whoAsksForEverythingAnewStillProvesItAfterARestart() {
    var sim = new Sim(new Scenario(1, 2, List.of()));
    SimDevice anna = sim.devices.get(0);
    SimDevice bert = sim.devices.get(1);
    sim.play();
    MemoryIndex old = anna.index.copy();
    anna.disk.put(RelPath.of("a"), 'f', "letter", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    assertThat(bert.texts()).containsOnlyKeys("letter");
    sim.isolate(bert);
    bert.ignore("b");
    sim.settle();
    bert.ignore("");
    sim.settle();
    assertThat(bert.index.mark(anna.id).seq()).as("he asks for everything").isZero();
    bert.index = bert.index.copy();
    bert.machine(Sim.Opening.AGAIN);
    bert.open();
    anna.index = old;
    anna.machine(Sim.Opening.AGAIN);
    anna.disk.tree.clear();
    anna.disk.put(RelPath.of("a"), 'f', "news", false, 6_000_000_000_000L);
    anna.open();
    sim.settle();
    assertThat(anna.index.lastSeq()).as("a number is given out twice").isEqualTo(1);
    sim.connect(anna, bert);
    sim.settle();
    assertThat(anna.reopened).as("a new database was begun").isEqualTo(1);
    assertThat(anna.texts()).containsOnlyKeys("letter", "news").isEqualTo(bert.texts());
  }

  /**
   * Anna's database does not remember Bert, as a crash or an old copy took what she had just heard
   * of him; so she forgot at once what she deleted then, and he still wants it of her.
   */
  @Test
  void whoIsNotRememberedIsToldEverythingAnew() {
    var sim = new Sim(new Scenario(1, 2, List.of()));
    SimDevice anna = sim.devices.get(0);
    SimDevice bert = sim.devices.get(1);
    sim.devices.forEach(SimDevice::open);
    anna.disk.put(RelPath.of("a"), 'f', "letter", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    MemoryIndex before = anna.index.copy();
    bert.disk.full = true;
    sim.connectAll();
    sim.run(300);
    assertThat(bert.index.need().items()).isEqualTo(1);
    sim.isolate(anna);
    anna.index = before;
    anna.machine(Sim.Opening.AGAIN);
    anna.disk.tree.clear();
    anna.open();
    sim.run(300);
    bert.disk.full = false;
    sim.connectAll();
    sim.settle();
    assertThat(bert.index.need().items()).isZero();
    assertThat(bert.texts()).isEmpty();
  }

  /**
   * Else a deletion during the crash would be forgotten at once, and be undone by whoever heard.
   */
  @Test
  void nobodyIsToldWhomACrashWouldForget() {
    for (int seed = 1; seed <= 300; seed++) {
      var sim = new Sim(new Scenario(seed, 2, List.of()));
      SimDevice anna = sim.devices.get(0);
      SimDevice bert = sim.devices.get(1);
      sim.devices.forEach(SimDevice::open);
      anna.disk.put(RelPath.of("a"), 'f', "letter", false, 5_000_000_000_000L);
      sim.lookEverywhere();
      sim.connectAll();
      while (bert.index.remotes(RelPath.of("a")).isEmpty()) {
        assertThat(sim.step()).isTrue();
      }
      assertThat(anna.durable.mark(bert.id).index()).as("seed " + seed).isNotZero();
    }
  }
}
