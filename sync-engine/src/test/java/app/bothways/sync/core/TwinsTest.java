package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.Deleted;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two files that are alike in everything, and people who move one over the other. */
class TwinsTest {
  private static final RelPath X = RelPath.of("x");
  private static final RelPath Y = RelPath.of("y");
  private static final RelPath Z = RelPath.of("z");

  private Sim sim;
  private SimDevice anna;
  private SimDevice bert;

  @BeforeEach
  void twoDevices() {
    begin(new Scenario(1, 2, List.of()));
  }

  private void begin(Scenario scenario) {
    sim = new Sim(scenario);
    anna = sim.devices.get(0);
    bert = sim.devices.get(1);
  }

  private void shareTwins() {
    sim.play();
    anna.disk.put(X, 'f', "same", false, 5_000_000_000_000L);
    anna.disk.put(Y, 'f', "same", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    assertThat(bert.texts()).containsEntry("same", 2);
  }

  private static void moveOver(SimDevice device, RelPath from, RelPath to) {
    device.disk.tree.remove(to);
    device.disk.rename(from, to);
  }

  private void meetAgain() {
    sim.connectAll();
    sim.settle();
    sim.lookEverywhere();
  }

  private void bothAreThere() {
    assertThat(anna.texts()).containsEntry("same", 2);
    assertThat(bert.picture()).isEqualTo(anna.picture());
    assertThat(anna.conflicts + bert.conflicts).isZero();
  }

  @Test
  void whenEachOfTwoPeopleMovesOneOverTheOtherTheContentStays() {
    shareTwins();
    sim.cut(anna, bert);
    moveOver(anna, X, Y);
    moveOver(bert, Y, X);
    sim.lookEverywhere();
    meetAgain();
    bothAreThere();
  }

  /**
   * Storm 182705: to each of them one name is gone and the other is as it was, but for its ctime.
   */
  @Test
  void alsoWhenEachMovesItBackAgain() {
    shareTwins();
    sim.cut(anna, bert);
    moveOver(anna, X, Y);
    anna.disk.rename(Y, X);
    moveOver(bert, Y, X);
    bert.disk.rename(X, Y);
    sim.lookEverywhere();
    meetAgain();
    assertThat(anna.texts()).containsKey("same");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  @Test
  void alsoWhenTheTwoNamesAreLookedAtOneAfterTheOther() {
    shareTwins();
    sim.cut(anna, bert);
    moveOver(anna, X, Y);
    moveOver(bert, Y, X);
    for (RelPath name : List.of(Y, X)) {
      anna.give(new Event.LookAt(Set.of(name)));
      bert.give(new Event.LookAt(Set.of(name)));
      sim.settle();
    }
    meetAgain();
    bothAreThere();
  }

  @Test
  void alsoWhenTheMachineStopsBetweenTheTwoLooks() {
    shareTwins();
    sim.cut(anna, bert);
    for (SimDevice device : sim.devices) {
      moveOver(device, device == anna ? X : Y, device == anna ? Y : X);
      device.give(new Event.LookAt(Set.of(device == anna ? Y : X)));
      sim.settle();
      device.index = device.durable.copy();
      device.machine(Sim.Opening.AGAIN);
      device.open();
      sim.settle();
    }
    meetAgain();
    bothAreThere();
  }

  /** Each loses one more file, so that both are asked before they meet again. */
  private void bothAreAskedAfter(Runnable moves) {
    var asking = new Scenario(5, 2, List.of());
    assertThat(asking.careful()).isTrue();
    begin(asking);
    shareTwins();
    sim.devices.forEach(d -> anna.disk.put(RelPath.of(d.label), 'f', d.label, false, 0));
    sim.lookEverywhere();
    sim.cut(anna, bert);
    moves.run();
    sim.devices.forEach(d -> d.disk.tree.remove(RelPath.of(d.label)));
    sim.lookEverywhere();
  }

  private static void assertIsAsked(SimDevice device) {
    assertThat(device.machine.errors())
        .extracting(SyncError::code)
        .contains(ErrorCode.MANY_DELETED);
  }

  /** Each of what is gone from the own disk, and then of what the other one lets go. */
  private void bothSayThatItMayGo() {
    for (int times = 0; times < 2; times++) {
      sim.devices.forEach(d -> d.give(new Event.Decided(Deleted.FOR_GOOD)));
      sim.settle();
      sim.lookEverywhere();
    }
  }

  /**
   * What the other one moved there is not taken over where the name is gone already and that waits
   * for a person: the deletion would contain it.
   */
  @Test
  void alsoWhenAPersonIsAskedFirstWhetherTheOldNamesMayGo() {
    bothAreAskedAfter(
        () -> {
          moveOver(anna, X, Y);
          moveOver(bert, Y, X);
        });
    meetAgain();
    sim.devices.forEach(TwinsTest::assertIsAsked);
    bothSayThatItMayGo();
    bothAreThere();
  }

  /** That a file was touched is seen long before a person says that its twin may go. */
  @Test
  void alsoWhenEachMovesItBackAgainAndIsAskedFirst() {
    bothAreAskedAfter(
        () -> {
          moveOver(anna, X, Y);
          anna.disk.rename(Y, X);
          moveOver(bert, Y, X);
          bert.disk.rename(X, Y);
        });
    meetAgain();
    sim.devices.forEach(TwinsTest::assertIsAsked);
    bothSayThatItMayGo();
    assertThat(anna.texts()).containsKey("same");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  /** A step finds another file than it expected, and only that name is looked at again. */
  @Test
  void alsoWhenADeletionElsewhereIsHeardOfBeforeTheMoveIsNoticed() {
    shareTwins();
    moveOver(anna, X, Y);
    moveOver(bert, Y, X);
    bert.give(new Event.LookAt(Set.of()));
    sim.settle();
    assertThat(anna.disk.tree).containsKey(Y);
    sim.lookEverywhere();
    assertThat(anna.texts()).containsKey("same");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  @Test
  void alsoWhenSomethingNewTakesTheNameThatOneOfThemHad() {
    shareTwins();
    sim.cut(anna, bert);
    moveOver(anna, X, Y);
    anna.disk.put(X, 'f', "something new", false, 6_000_000_000_000L);
    moveOver(bert, Y, X);
    sim.lookEverywhere();
    meetAgain();
    assertThat(anna.texts()).containsKeys("same", "something new");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  /**
   * Storm 434436033161121105: of three twins Bert makes one, and is asked whether the others may
   * go; meanwhile he moves that one back to a name that waits as well, and Anna, whose own one is
   * elsewhere, writes something there.
   */
  @Test
  void whatIsMovedBackWhileAPersonIsAskedIsNotJustWhatItWas() {
    begin(new Scenario(5, 2, List.of()));
    shareTwins();
    anna.disk.put(Z, 'f', "same", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    sim.cut(anna, bert);
    moveOver(bert, Y, Z);
    moveOver(bert, X, Z);
    sim.lookEverywhere();
    assertIsAsked(bert);
    bert.disk.rename(Z, X);
    bert.give(new Event.LookAt(Set.of(X, Z)));
    sim.settle();
    moveOver(anna, Y, X);
    anna.disk.rename(X, Y);
    anna.disk.put(X, 'f', "something new", false, 6_000_000_000_000L);
    sim.lookEverywhere();
    meetAgain();
    bothSayThatItMayGo();
    assertThat(anna.texts()).containsKeys("same", "something new");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  /** Bert deletes one, for there is the other; that Anna has not overwritten, but moved. */
  @Test
  void whatWasMovedBackIsThereThoughSomethingNewTookTheNameOfItsTwin() {
    shareTwins();
    sim.cut(anna, bert);
    moveOver(anna, Y, X);
    anna.disk.rename(X, Y);
    anna.disk.put(X, 'f', "something new", false, 6_000_000_000_000L);
    bert.disk.tree.remove(Y);
    sim.lookEverywhere();
    meetAgain();
    assertThat(anna.texts()).containsKeys("same", "something new");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  /**
   * The first of two names is known to be there no more only by the disk, while its file comes back
   * from elsewhere just as it was: whoever took it away had not seen that.
   */
  @Test
  void whatSomebodyPutBackMeanwhileIsNotDeletedByAMoveThatNobodyHasNoticed() {
    sim.play();
    anna.disk.put(X, 'f', "only one", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    bert.disk.rename(X, Y);
    bert.give(new Event.LookAt(Set.of(Y)));
    sim.settle();
    assertThat(anna.texts()).containsEntry("only one", 2);
    moveOver(anna, Y, X);
    anna.give(new Event.LookAt(Set.of()));
    sim.settle();
    sim.lookEverywhere();
    assertThat(anna.texts()).containsKey("only one");
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }

  /** No device asks another one to look at everything, as {@code play} ends with. */
  private void openAndShare(RelPath... names) {
    sim.devices.forEach(SimDevice::open);
    sim.connectAll();
    sim.settle();
    for (RelPath name : names) {
      anna.disk.put(name, 'f', "same", false, 5_000_000_000_000L);
    }
    sim.lookEverywhere();
    sim.cut(anna, bert);
  }

  /**
   * As moved 902137: both move the file to the same new name. Anna hears of it before her move is
   * noticed; so her old name is found empty by the step that is to take it away, and while that is
   * looked at she moves the file back.
   */
  @Test
  void whatIsMovedBackJustWhenItsOldNameIsDeletedElsewhereIsThere() {
    for (int seed = 1; seed < 5; seed++) {
      for (int steps = 0; steps < 100; steps++) {
        begin(new Scenario(seed, 2, List.of()));
        openAndShare(X);
        bert.disk.rename(X, Y);
        bert.give(new Event.LookAt(Set.of()));
        sim.settle();
        anna.disk.rename(X, Y);
        sim.connectAll();
        sim.run(steps);
        anna.disk.rename(Y, X);
        theOneIsThere("seed " + seed + ", " + steps + " steps");
      }
    }
  }

  private void theOneIsThere(String when) {
    sim.settle();
    sim.lookEverywhere();
    assertThat(anna.texts()).as(when).containsKey("same");
    assertThat(bert.picture()).as(when).isEqualTo(anna.picture());
  }

  /**
   * That is noticed by the step that is to delete the one that Anna moved over the other and back.
   */
  @Test
  void whatWasMovedOverItsTwinAndBackIsThereWheneverTheOtherNamesDeletionIsHeardOf() {
    for (int seed = 1; seed < 5; seed++) {
      for (int steps = 0; steps < 60; steps++) {
        begin(new Scenario(seed, 2, List.of()));
        openAndShare(X, Y);
        bert.disk.tree.remove(Y);
        bert.give(new Event.LookAt(Set.of()));
        sim.settle();
        sim.connectAll();
        sim.run(steps);
        if (anna.disk.tree.containsKey(Y)) {
          moveOver(anna, Y, X);
          anna.disk.rename(X, Y);
        }
        theOneIsThere("seed " + seed + ", " + steps + " steps");
      }
    }
  }

  @Test
  void alsoWhenEachNameIsLookedAtBeforeTheDeletionIsHeardOf() {
    for (List<RelPath> names : List.of(List.of(X, Y), List.of(Y, X))) {
      begin(new Scenario(1, 2, List.of()));
      openAndShare(X, Y);
      bert.disk.tree.remove(Y);
      moveOver(anna, Y, X);
      anna.disk.rename(X, Y);
      for (RelPath name : names) {
        sim.devices.forEach(d -> d.give(new Event.LookAt(Set.of(name))));
        sim.settle();
      }
      sim.connectAll();
      theOneIsThere("first " + names.getFirst());
    }
  }

  @Test
  void onePersonAloneJustMoves() {
    shareTwins();
    moveOver(anna, X, Y);
    sim.lookEverywhere();
    assertThat(anna.texts()).containsEntry("same", 1);
    assertThat(bert.picture()).isEqualTo(anna.picture());
  }
}
