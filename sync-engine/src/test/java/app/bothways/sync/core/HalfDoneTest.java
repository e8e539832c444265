package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file is taken away for a directory, and then the directory cannot be made. */
class HalfDoneTest {
  private static final RelPath NAME = RelPath.of("name");

  private final Sim sim = new Sim(new Scenario(1, 2, List.of()));
  private final SimDevice anna = sim.devices.get(0);
  private final SimDevice bert = sim.devices.get(1);
  private Row annasDirectory;

  @BeforeEach
  void annaMakesADirectoryInTheFilesPlace() {
    sim.play();
    anna.disk.put(NAME, 'f', "letter", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    assertThat(bert.texts()).containsOnlyKeys("letter");
    sim.cut(anna, bert);
    anna.disk.tree.remove(NAME);
    anna.disk.put(NAME, 'd', "", false, 0);
    anna.give(new Event.LookAt(Set.of()));
    sim.settle();
    annasDirectory = anna.index.row(NAME).orElseThrow();
  }

  private void untilBertHasTakenTheFileAway() {
    sim.connect(anna, bert);
    for (int steps = 0; bert.disk.tree.containsKey(NAME); steps++) {
      assertThat(steps).isLessThan(3000);
      sim.step();
    }
  }

  private void nobodyHasDeletedAnything() {
    sim.settle();
    sim.lookEverywhere();
    assertThat(bert.disk.tree.get(NAME).kind()).isEqualTo('d');
    assertThat(anna.index.row(NAME)).as("nothing had to be said again").contains(annasDirectory);
    assertThat(bert.index.row(NAME).map(Row::entry)).contains(annasDirectory.entry());
  }

  private void itIsToldToNobody() {
    sim.run(2000);
    assertThat(bert.disk.tree).isEmpty();
    assertThat(bert.index.row(NAME))
        .hasValueSatisfying(row -> assertThat(row.isPublished()).isFalse());
    assertThat(anna.index.remotes(NAME)).isEmpty();
    bert.disk.full = false;
  }

  @Test
  void whatADeviceTookAwayInVainIsNotToldAsADeletion() {
    bert.disk.full = true;
    untilBertHasTakenTheFileAway();
    itIsToldToNobody();
    nobodyHasDeletedAnything();
  }

  @Test
  void norWhatItTookAwayJustBeforeACrash() {
    bert.disk.full = true;
    untilBertHasTakenTheFileAway();
    sim.isolate(bert);
    bert.index = bert.index.copy();
    bert.machine(Sim.Opening.AGAIN);
    bert.open();
    sim.connectAll();
    itIsToldToNobody();
    nobodyHasDeletedAnything();
  }
}
