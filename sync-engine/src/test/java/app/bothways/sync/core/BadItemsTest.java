package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.List;
import org.junit.jupiter.api.Test;

/** I19: one bad item never blocks others, and has a reason. */
class BadItemsTest {
  private static final RelPath PIPE = RelPath.of("pipe");
  private static final RelPath NOTE = RelPath.of("note");

  private final Sim sim = new Sim(new Scenario(1, 2, List.of()));
  private final SimDevice anna = sim.devices.get(0);
  private final SimDevice bert = sim.devices.get(1);

  private void allIsInSync() {
    anna.give(new Event.AskInSync(7));
    bert.give(new Event.AskInSync(7));
    sim.settle();
    assertThat(sim.devices).allMatch(d -> d.inSync == 7);
    assertThat(sim.devices)
        .allMatch(d -> d.machine.state() == FolderMachine.State.IN_SYNC, "is in sync");
    assertThat(anna.machine.errors())
        .extracting(SyncError::code)
        .containsExactly(ErrorCode.UNSUPPORTED_KIND);
  }

  @Test
  void whatCanNeverBeSyncedIsSaidAndNothingWaitsForIt() {
    anna.disk.pipes.add(PIPE);
    sim.storm();
    sim.settle();
    assertThat(anna.index.joining()).as("the first look is over").isFalse();
    anna.disk.put(NOTE, 'f', "text", false, 1_000_000);
    sim.lookEverywhere();
    allIsInSync();
    assertThat(bert.texts()).containsOnlyKeys("text");
  }

  @Test
  void deletionsAreForgottenAllTheSame() {
    anna.disk.pipes.add(PIPE);
    sim.storm();
    anna.disk.put(NOTE, 'f', "text", false, 1_000_000);
    sim.lookEverywhere();
    bert.disk.tree.remove(NOTE);
    sim.lookEverywhere();
    allIsInSync();
    for (SimDevice device : sim.devices) {
      assertThat(device.index.tombstones(Long.MAX_VALUE, 10)).isEmpty();
    }
  }

  /** A pipe in a file's place is no deletion of the file. */
  @Test
  void whatStandsInAFilesPlaceDeletesNothing() {
    sim.storm();
    anna.disk.put(NOTE, 'f', "text", false, 1_000_000);
    sim.lookEverywhere();
    anna.disk.tree.remove(NOTE);
    anna.disk.pipes.add(NOTE);
    sim.lookEverywhere();
    assertThat(bert.texts()).containsOnlyKeys("text");
    assertThat(anna.machine.errors())
        .extracting(SyncError::code)
        .containsExactly(ErrorCode.UNSUPPORTED_KIND);
  }
}
