package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.Deleted;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Many files go or move at once. */
class ManyAtOnceTest {
  private final Sim sim = new Sim(new Scenario(1, 2, List.of()));
  private final SimDevice here = sim.devices.get(0);
  private final SimDevice there = sim.devices.get(1);

  private void share(int files) {
    sim.play();
    here.disk.put(RelPath.of("d"), 'd', "", false, 0);
    for (int i = 0; i < files; i++) {
      here.disk.put(RelPath.of("d/f" + i), 'f', "content " + i, false, 0);
    }
    sim.lookEverywhere();
    assertThat(there.texts()).hasSize(files);
  }

  private void delete(int from, int to) {
    for (int i = from; i < to; i++) {
      here.disk.tree.remove(RelPath.of("d/f" + i));
    }
    sim.lookEverywhere();
  }

  private static List<ErrorCode> codes(SimDevice device) {
    return device.machine.errors().stream().map(SyncError::code).toList();
  }

  private void confirm(SimDevice device) {
    device.give(new Event.Decided(Deleted.FOR_GOOD));
    sim.settle();
  }

  @Test
  void manyDeletionsAreToldToNobodyBeforeAPersonConfirms() {
    share(80);
    delete(0, 60);
    assertThat(there.texts()).hasSize(80);
    assertThat(codes(here)).containsExactly(ErrorCode.MANY_DELETED);
    assertThat(here.machine.state()).isEqualTo(FolderMachine.State.ERROR);
    here.give(new Event.LookAt(Set.of(RelPath.of("d/f3"))));
    sim.settle();
    assertThat(there.texts()).as("a look at one of them lets nothing slip").hasSize(80);
    confirm(here);
    assertThat(there.texts()).hasSize(20);
    assertThat(here.machine.errors()).isEmpty();
  }

  @Test
  void filesThatComeBackNeedNoConfirmation() {
    share(80);
    var kept = new TreeMap<>(here.disk.tree);
    delete(0, 70);
    assertThat(codes(here)).containsExactly(ErrorCode.MANY_DELETED);
    here.disk.tree.putAll(kept);
    sim.lookEverywhere();
    assertThat(here.machine.errors()).isEmpty();
    assertThat(there.texts()).hasSize(80);
  }

  @Test
  void deletionsThatTrickleInAreAddedUp() {
    share(80);
    for (int i = 0; i < 70; i += 5) {
      delete(i, i + 5);
    }
    assertThat(codes(here)).containsExactly(ErrorCode.MANY_DELETED);
    assertThat(there.texts().size()).isGreaterThanOrEqualTo(30);
  }

  @Test
  void aDeviceThatIsToDeleteMostOfItsFilesAsksToo() {
    share(150);
    delete(0, 140);
    confirm(here);
    assertThat(codes(there)).containsExactly(ErrorCode.MANY_DELETED);
    assertThat(there.texts()).hasSize(150);
    confirm(there);
    assertThat(there.texts()).hasSize(10);
    assertThat(there.machine.errors()).isEmpty();
  }

  private void undo(SimDevice device) {
    device.give(new Event.Decided(Deleted.BY_MISTAKE));
    sim.settle();
    sim.lookEverywhere();
  }

  @Test
  void manyFilesThatAreGoneHereComeBackFromAnotherDevice() {
    share(80);
    delete(0, 60);
    assertThat(codes(here)).containsExactly(ErrorCode.MANY_DELETED);
    undo(here);
    assertThat(here.texts()).hasSize(80);
    assertThat(here.picture()).isEqualTo(there.picture());
    assertThat(here.machine.errors()).isEmpty();
    delete(0, 5);
    assertThat(there.texts()).as("a later deletion is one like any other").hasSize(75);
  }

  @Test
  void aWholeDirectoryThatIsGoneComesBackWithAllThatWasInIt() {
    share(80);
    delete(0, 80);
    here.disk.tree.remove(RelPath.of("d"));
    sim.lookEverywhere();
    assertThat(codes(here)).containsExactly(ErrorCode.MANY_DELETED);
    undo(here);
    assertThat(here.texts()).hasSize(80);
    assertThat(here.picture()).isEqualTo(there.picture());
  }

  @Test
  void manyFilesThatWereDeletedElsewhereAreKeptAndComeBackThere() {
    share(150);
    delete(0, 140);
    confirm(here);
    assertThat(codes(there)).containsExactly(ErrorCode.MANY_DELETED);
    undo(there);
    assertThat(there.texts()).hasSize(150);
    assertThat(here.picture()).isEqualTo(there.picture());
    assertThat(there.machine.errors()).isEmpty();
    assertThat(here.conflicts + there.conflicts).isZero();
  }

  @Test
  void aMovedDirectorySendsNoContentAndAsksNobody() {
    share(300);
    int fetched = here.fetched + there.fetched;
    var people = new People(sim);
    RelPath moved = RelPath.of("moved");
    people.act(new Act(Act.Kind.RENAME, 0, 1, RelPath.of("d"), moved, 7));
    sim.lookEverywhere();
    assertThat(there.picture()).isEqualTo(here.picture());
    assertThat(there.disk.below(moved)).hasSize(300);
    assertThat(here.fetched + there.fetched).as("contents sent").isEqualTo(fetched);
    assertThat(there.conflicts).isZero();
  }
}
