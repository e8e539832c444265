package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The power fails, and what a program wrote is not on the disk though others have it already. */
class TakenBackTest {
  private static final RelPath LETTER = RelPath.of("letter");
  private static final long TIME = 5_000_000_000_000L;

  private final Sim sim = new Sim(new Scenario(1, 2, List.of()));
  private final SimDevice anna = sim.devices.get(0);
  private final SimDevice bert = sim.devices.get(1);

  @BeforeEach
  void bothHaveTheFirstDraft() {
    sim.play();
    anna.disk.put(LETTER, 'f', "first draft", false, TIME);
    sim.lookEverywhere();
  }

  private void write(String text, long time) {
    anna.disk.put(LETTER, 'f', text, false, time);
    sim.lookEverywhere();
  }

  private void powerFails() {
    sim.isolate(anna);
    anna.powerFails();
    anna.index = anna.durable.copy();
    anna.machine(Sim.Opening.AGAIN);
    anna.open();
  }

  private void meetAgain() {
    sim.settle();
    sim.connectAll();
    sim.settle();
    sim.lookEverywhere();
    assertThat(anna.picture()).isEqualTo(bert.picture());
  }

  @Test
  void theFormerContentIsNoEditAndIsKeptBesideTheLastOne() {
    write("second draft", TIME * 2);
    anna.disk.put(LETTER, 'f', "first draft", false, TIME);
    powerFails();
    meetAgain();
    assertThat(bert.disk.tree.get(LETTER).text()).isEqualTo("second draft");
    assertThat(bert.texts()).containsOnlyKeys("first draft", "second draft");
  }

  @Test
  void anEmptyFileIsNoEdit() {
    write("second draft", TIME * 2);
    anna.disk.put(LETTER, 'f', "", false, TIME * 3);
    powerFails();
    meetAgain();
    assertThat(bert.texts()).containsOnlyKeys("second draft");
  }

  @Test
  void aFileThatIsGoneWasNotDeleted() {
    write("second draft", TIME * 2);
    anna.disk.tree.remove(LETTER);
    powerFails();
    meetAgain();
    assertThat(bert.texts()).containsOnlyKeys("second draft");
  }

  /** Nobody knows whether the person had seen the second draft or wrote over the first one. */
  @Test
  void whatAPersonWritesBeforeTheFirstLookHoldsAndWhatWasToldIsKept() {
    write("second draft", TIME * 2);
    powerFails();
    anna.disk.put(LETTER, 'f', "third draft", false, TIME * 4);
    anna.give(new Event.LookAt(Set.of()));
    meetAgain();
    assertThat(bert.disk.tree.get(LETTER).text()).isEqualTo("third draft");
    assertThat(bert.texts()).containsOnlyKeys("second draft", "third draft");
  }

  @Test
  void whatAPersonWritesAfterTheFirstLookIsAnEdit() {
    write("second draft", TIME * 2);
    powerFails();
    sim.settle();
    write("third draft", TIME * 4);
    meetAgain();
    assertThat(bert.texts()).containsOnlyKeys("third draft");
  }

  @Test
  void whatIsPutInThePlaceOfSomethingThatIsGoneReplacesNothing() {
    write("second draft", TIME * 2);
    anna.disk.tree.remove(LETTER);
    powerFails();
    sim.settle();
    write("third draft", TIME * 4);
    meetAgain();
    assertThat(bert.texts()).containsOnlyKeys("second draft", "third draft");
  }

  @Test
  void aDirectoryThatCameBackInAFilesPlaceYields() {
    write("second draft", TIME * 2);
    anna.disk.tree.remove(LETTER);
    anna.disk.put(LETTER, 'd', "", false, 0);
    powerFails();
    meetAgain();
    assertThat(bert.texts()).containsOnlyKeys("second draft");
  }

  /** The power fails again before it was asked what others have. */
  @Test
  void twoPowerCutsTakeNoMoreThanOne() {
    write("second draft", TIME * 2);
    anna.disk.tree.remove(LETTER);
    powerFails();
    sim.settle();
    powerFails();
    meetAgain();
    assertThat(bert.texts()).containsOnlyKeys("second draft");
  }

  @Test
  void whatNobodyElseHasIsToldAsItIs() {
    sim.cut(anna, bert);
    RelPath note = RelPath.of("note");
    anna.disk.put(note, 'f', "a note", false, TIME);
    sim.lookEverywhere();
    anna.disk.put(note, 'f', "a no", false, TIME);
    powerFails();
    meetAgain();
    assertThat(bert.texts()).containsOnlyKeys("first draft", "a no");
  }
}
