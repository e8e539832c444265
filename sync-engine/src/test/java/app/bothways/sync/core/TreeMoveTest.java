package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.disk.Step;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A directory that one person renames, with all that is in it. */
class TreeMoveTest {
  private static final RelPath D = RelPath.of("d");
  private static final RelPath E = RelPath.of("e");

  private final Sim sim = new Sim(new Scenario(1, 2, List.of()));
  private final SimDevice anna = sim.devices.get(0);
  private final SimDevice bert = sim.devices.get(1);

  private static void write(SimDevice device, String path, String text) {
    device.disk.put(RelPath.of(path), 'f', text, false, 0);
  }

  private static void makeDir(SimDevice device, String path) {
    device.disk.put(RelPath.of(path), 'd', "", false, 0);
  }

  private void share() {
    sim.play();
    makeDir(anna, "d");
    makeDir(anna, "d/sub");
    makeDir(anna, "d/empty");
    for (int i = 0; i < 20; i++) {
      write(anna, "d/f" + i, "text " + i);
      write(anna, "d/sub/g" + i, "deep " + i);
    }
    sim.lookEverywhere();
    bert.fetched = 0;
    bert.disk.applied.clear();
  }

  private void same() {
    assertThat(bert.picture()).isEqualTo(anna.picture());
    assertThat(anna.conflicts + bert.conflicts).isZero();
  }

  @Test
  void isOneRenameElsewhereAndNothingIsFetched() {
    share();
    anna.disk.rename(D, E);
    sim.lookEverywhere();
    same();
    assertThat(bert.disk.applied).hasSize(1).allMatch(s -> s instanceof Step.Move);
    assertThat(bert.fetched).as("I20: no content").isZero();
  }

  @Test
  void intoADirectoryThatIsNewItself() {
    share();
    makeDir(anna, "new");
    anna.disk.rename(D, RelPath.of("new/e"));
    write(anna, "new/e/more", "more");
    sim.lookEverywhere();
    same();
    assertThat(bert.disk.applied).filteredOn(s -> s instanceof Step.Move).hasSize(1);
    assertThat(bert.fetched).isEqualTo(1);
  }

  @Test
  void takesAlongWhatIsBeingWrittenThereAtThatMoment() {
    share();
    anna.disk.rename(D, E);
    // Not looked at yet when the rename comes.
    write(bert, "d/just", "now");
    bert.disk.change(RelPath.of("d/f3"), "edited", false, 7_000_000_000L);
    anna.give(new Event.LookAt(java.util.Set.of()));
    sim.settle();
    sim.lookEverywhere();
    same();
    assertThat(anna.texts()).containsKeys("now", "edited").doesNotContainKey("text 3");
    assertThat(bert.disk.tree).containsKeys(RelPath.of("e/just"), RelPath.of("e/f3"));
  }

  @Test
  void losesNoEditThatWasMadeInItBefore() {
    share();
    sim.cut(anna, bert);
    anna.disk.rename(D, E);
    bert.disk.change(RelPath.of("d/f3"), "edited", false, 7_000_000_000L);
    write(bert, "d/sub/new", "new");
    sim.lookEverywhere();
    sim.connectAll();
    sim.settle();
    sim.lookEverywhere();
    same();
    assertThat(anna.texts()).containsKeys("edited", "new");
    assertThat(bert.fetched).as("what it held before the edit").isEqualTo(1);
  }

  @Test
  void isDoneFileByFileWhereADirectoryCannotBeRenamed() {
    share();
    bert.disk.noTreeMoves =
        Optional.of(new SyncError(ErrorCode.WRITE_FAILED, "", "cross-device link", "later"));
    anna.disk.rename(D, E);
    sim.lookEverywhere();
    same();
    assertThat(bert.fetched).isZero();
    assertThat(bert.machine.errors()).isEmpty();
  }

  @Test
  void twoThatChangePlacesFindTheirs() {
    share();
    makeDir(anna, "k");
    write(anna, "k/other", "other");
    sim.lookEverywhere();
    RelPath aside = RelPath.of("aside");
    anna.disk.rename(D, aside);
    anna.disk.rename(RelPath.of("k"), D);
    anna.disk.rename(aside, RelPath.of("k"));
    sim.lookEverywhere();
    same();
  }

  @Test
  void whoStopsRightAfterTheRenameKnowsWhatHeDid() {
    share();
    anna.disk.rename(D, E);
    anna.give(new Event.LookAt(java.util.Set.of()));
    while (bert.disk.applied.isEmpty() && sim.step()) {
      // Until the rename is done and the machine has not heard of it.
    }
    bert.machine(Sim.Opening.AGAIN);
    bert.open();
    sim.cut(anna, bert);
    sim.connectAll();
    sim.settle();
    sim.lookEverywhere();
    same();
    assertThat(bert.index.after(0, 100))
        .as("nothing there is a version of its own")
        .noneMatch(r -> r.entry().version().actor() == bert.index.actor() && isInE(r));
  }

  private static boolean isInE(Row row) {
    return row.entry().path().isBelow(E);
  }
}
