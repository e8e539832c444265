package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A file is moved away, and Anna moves it back. Of the way back her device has told only that it is
 * gone from there when it loses its database. Carl is away, so nobody forgets a deletion.
 */
class PutBackTest extends ThreePeople {
  private static final RelPath OTHER = RelPath.of("other");

  @BeforeEach
  void allHaveTheLetter() {
    sim.play();
    anna.disk.put(HERE, 'f', "letter", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    assertThat(carl.texts()).containsOnlyKeys("letter");
    sim.isolate(carl);
  }

  private void moves(SimDevice device) {
    device.disk.rename(HERE, THERE);
    look(device, Set.of());
    assertThat(anna.disk.tree).containsKey(THERE).doesNotContainKey(HERE);
    assertThat(bert.disk.tree).containsKey(THERE).doesNotContainKey(HERE);
  }

  /** Nobody sees where it came to. */
  private void annaMovesItBackAndForgets() {
    anna.disk.rename(THERE, HERE);
    look(anna, Set.of(THERE));
    assertThat(bert.disk.tree).doesNotContainKeys(HERE, THERE);
    forgets(anna);
  }

  /** And has told nothing yet. */
  private void bertHearsOfHerNewDatabase() {
    sim.connect(anna, bert);
    while (bert.index.mark(anna.id).index() != anna.index.actor()) {
      assertThat(sim.step()).isTrue();
    }
    assertThat(anna.index.remotes(HERE)).as("Anna has not heard of the deletion again").isEmpty();
  }

  private void annaHasNoRoomForAnotherOne() {
    anna.disk.full = true;
    bert.disk.put(OTHER, 'f', "another one", false, 6_000_000_000_000L);
  }

  private void allHave(RelPath... paths) {
    anna.disk.full = false;
    sim.connectAll();
    sim.lookEverywhere();
    for (SimDevice device : sim.devices) {
      assertThat(device.disk.tree).as(device.label).containsOnlyKeys(paths);
      assertThat(device.index.need().items()).isZero();
      assertThat(device.index.tombstones(Long.MAX_VALUE, 10)).as("all is told").isEmpty();
    }
  }

  @Test
  void itsFormerDeletionDoesNotTakeWhatIsBack() {
    moves(anna);
    annaMovesItBackAndForgets();
    meets(anna, bert);
    allHave(HERE);
  }

  @Test
  void norThatOfAnotherDeviceWhichItHadFollowed() {
    moves(bert);
    annaMovesItBackAndForgets();
    meets(anna, bert);
    allHave(HERE);
  }

  @Test
  void alsoWhenItHadNotComeToTermsWithAllThatTheOtherHas() {
    annaHasNoRoomForAnotherOne();
    moves(bert);
    annaMovesItBackAndForgets();
    meets(anna, bert);
    allHave(HERE, OTHER);
  }

  @Test
  void alsoWhenItFirstHearsAnOlderVersionOfSomebodyWhoWasAway() {
    moves(anna);
    annaMovesItBackAndForgets();
    meets(anna, carl);
    meets(anna, bert);
    allHave(HERE);
  }

  @Test
  void alsoWhenItLosesItsDatabaseTwiceAndTheOtherOneIsRestarted() {
    moves(anna);
    annaMovesItBackAndForgets();
    bertHearsOfHerNewDatabase();
    forgets(anna);
    restarts(bert);
    meets(anna, bert);
    allHave(HERE);
  }

  @Test
  void alsoWhenItIsRestartedBeforeItMeetsAnybody() {
    moves(bert);
    annaMovesItBackAndForgets();
    restarts(anna);
    meets(anna, bert);
    allHave(HERE);
  }

  @Test
  void alsoWhenItFirstHearsAnOlderVersionAndIsRestarted() {
    moves(bert);
    annaMovesItBackAndForgets();
    meets(anna, carl);
    restarts(anna);
    meets(anna, bert);
    allHave(HERE);
  }

  @Test
  void alsoWhenItIsRestartedAfterItWasToldAndBeforeItHadDecided() {
    moves(bert);
    annaMovesItBackAndForgets();
    // Somebody else has still to tell what he has.
    anna.give(new Event.Up(carl.id));
    meets(anna, bert);
    assertThat(anna.index.remotes(HERE)).hasSize(1);
    restarts(anna);
    allHave(HERE);
  }

  @Test
  void alsoWhenWhoRemembersIsRestartedBeforeItHasTold() {
    moves(bert);
    annaMovesItBackAndForgets();
    bertHearsOfHerNewDatabase();
    restarts(bert);
    meets(anna, bert);
    allHave(HERE);
  }

  @Test
  void alsoWhenWhoRemembersHadNotComeToTermsAndIsRestartedBeforeItHasTold() {
    annaHasNoRoomForAnotherOne();
    moves(bert);
    annaMovesItBackAndForgets();
    bertHearsOfHerNewDatabase();
    restarts(bert);
    meets(anna, bert);
    allHave(HERE, OTHER);
  }

  /** Bert puts something else in its place, and Anna lets the two change places. */
  @Test
  void norDoesWhatHadBeenPutInItsPlaceTakeIt() {
    bert.disk.rename(HERE, THERE);
    bert.disk.put(HERE, 'f', "news", false, 6_000_000_000_000L);
    look(bert, Set.of());
    assertThat(anna.texts()).containsOnlyKeys("letter", "news");
    anna.disk.rename(HERE, OTHER);
    anna.disk.rename(THERE, HERE);
    anna.disk.rename(OTHER, THERE);
    look(anna, Set.of(THERE));
    assertThat(bert.texts())
        .as("of the two places only one was looked at")
        .containsOnlyKeys("news");
    forgets(anna);
    meets(anna, bert);
    sim.connectAll();
    sim.lookEverywhere();
    for (SimDevice device : sim.devices) {
      assertThat(device.texts()).as(device.label).containsOnlyKeys("letter", "news");
    }
  }

  /** That was on no disk of hers when the new database was begun. */
  @Test
  void whatIsFetchedFromSomebodyWhoWasAwayStillGoes() {
    anna.disk.tree.remove(HERE);
    look(anna, Set.of());
    assertThat(bert.disk.tree).isEmpty();
    forgets(anna);
    meets(anna, carl);
    assertThat(anna.disk.tree).containsOnlyKeys(HERE);
    meets(anna, bert);
    allHave();
  }

  /** Nobody has to doubt a deletion that the former database had not heard of. */
  @Test
  void whatWasDeletedWithoutItStillGoes() {
    sim.isolate(anna);
    bert.disk.tree.remove(HERE);
    look(bert, Set.of());
    forgets(anna);
    meets(anna, bert);
    allHave();
  }
}
