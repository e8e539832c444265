package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A person moves a file over another one that is just like it, while another person edits that one;
 * and the device sees the one name long before the other, or does not live to see it.
 */
class MovedUnseenTest {
  private static final RelPath X = RelPath.of("x");
  private static final RelPath D = RelPath.of("d");
  private static final RelPath Y = RelPath.of("d/y");

  private final Sim sim = new Sim(new Scenario(1, 2, List.of()));
  private final SimDevice anna = sim.devices.get(0);
  private final SimDevice bert = sim.devices.get(1);

  @BeforeEach
  void oneOfTwoEqualFilesIsEditedElsewhere() {
    sim.play();
    anna.disk.put(D, 'd', "", false, 0);
    anna.disk.put(X, 'f', "same", false, 5_000_000_000_000L);
    anna.disk.put(Y, 'f', "same", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    assertThat(bert.texts()).containsEntry("same", 2);
    sim.cut(anna, bert);
    bert.disk.put(Y, 'f', "edited", false, 6_000_000_000_000L);
    sim.lookEverywhere();
  }

  private void annaMovesOneOverTheOther() {
    anna.disk.tree.remove(Y);
    anna.disk.rename(X, Y);
  }

  private void annaIsKilled() {
    anna.index = anna.durable.copy();
    anna.machine(Sim.Opening.AGAIN);
    anna.open();
    sim.settle();
  }

  private void isKilledWhileThisCannotBeRead(Set<RelPath> bad) {
    anna.disk.bad.addAll(bad);
    annaMovesOneOverTheOther();
    sim.lookEverywhere();
    annaIsKilled();
    anna.disk.bad.clear();
    meetAgain();
  }

  private void meetAgain() {
    sim.connectAll();
    sim.settle();
    sim.lookEverywhere();
  }

  private void bothContentsAreThere() {
    assertThat(anna.texts()).containsOnlyKeys("same", "edited");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  @Test
  void whatIsKilledBetweenTheTwoLooksFindsOutInItsNextLife() {
    annaMovesOneOverTheOther();
    anna.give(new Event.LookAt(Set.of(X)));
    sim.settle();
    annaIsKilled();
    meetAgain();
    bothContentsAreThere();
  }

  @Test
  void whatIsKilledBeforeTheNameCanBeReadDoesSo() {
    isKilledWhileThisCannotBeRead(Set.of(Y));
    bothContentsAreThere();
  }

  @Test
  void orItsDirectory() {
    isKilledWhileThisCannotBeRead(Set.of(D, Y));
    bothContentsAreThere();
  }

  /** Until then everybody has come to terms with the deletion, and nobody remembers it. */
  @Test
  void orReadsItLongAfter() {
    anna.disk.bad.add(Y);
    annaMovesOneOverTheOther();
    meetAgain();
    annaIsKilled();
    meetAgain();
    assertThat(anna.index.tombstones(Long.MAX_VALUE, 10)).isEmpty();
    anna.disk.bad.clear();
    annaIsKilled();
    meetAgain();
    bothContentsAreThere();
  }

  /** Whoever deletes one of two equal files wants the other one as others have it. */
  @Test
  void whatWasOnlyDeletedHoldsNothingBack() {
    anna.disk.tree.remove(X);
    anna.give(new Event.LookAt(Set.of(X)));
    sim.settle();
    annaIsKilled();
    meetAgain();
    assertThat(anna.texts()).containsOnlyKeys("edited");
    assertThat(anna.conflicts + bert.conflicts).isZero();
  }
}
