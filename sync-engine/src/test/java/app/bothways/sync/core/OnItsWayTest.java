package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A file is moved while the third device, whose disk is full, waits for its content; then those who
 * have it forget everything. What the third one knows of the old names must not take the file.
 */
class OnItsWayTest extends ThreePeople {
  @BeforeEach
  void carlHasNoRoomForTheLetter() {
    sim.play();
    carl.disk.full = true;
    // While all are in touch Carl would forget the deletion as soon as the others know it.
    sim.cut(bert, carl);
    anna.disk.put(HERE, 'f', "letter", false, 5_000_000_000_000L);
    look(anna, Set.of());
    move(anna, HERE, THERE);
    assertThat(bert.disk.tree).containsOnlyKeys(THERE);
    assertThat(carl.index.row(HERE)).as("Carl has heard that it is gone from here").isPresent();
  }

  private void move(SimDevice device, RelPath from, RelPath to) {
    device.disk.rename(from, to);
    look(device, Set.of());
  }

  private void bothForgetAndMeetCarl(SimDevice first, SimDevice second) {
    forgets(anna);
    forgets(bert);
    meets(first, carl);
    meets(second, carl);
  }

  private void allHaveTheLetterAt(RelPath path) {
    carl.disk.full = false;
    sim.connectAll();
    sim.lookEverywhere();
    for (SimDevice device : sim.devices) {
      assertThat(device.texts()).as(device.label).containsOnlyKeys("letter");
      assertThat(device.disk.tree).containsKey(path);
      assertThat(device.conflicts).isZero();
      assertThat(device.index.need().items()).isZero();
      assertThat(device.index.tombstones(Long.MAX_VALUE, 10)).as("all is told").isEmpty();
    }
  }

  @Test
  void whatWasMovedBackStaysThoughOnlyTheOneWhoWaitsForItRemembers() {
    move(anna, THERE, HERE);
    bothForgetAndMeetCarl(anna, bert);
    allHaveTheLetterAt(HERE);
  }

  @Test
  void alsoWhenTheOneWhoWaitsHeardOfItFromAnotherOne() {
    move(anna, THERE, HERE);
    bothForgetAndMeetCarl(bert, anna);
    allHaveTheLetterAt(HERE);
  }

  @Test
  void alsoWhenTheOneWhoWaitsWasAwayWhenItCameBack() {
    sim.isolate(carl);
    move(anna, THERE, HERE);
    bothForgetAndMeetCarl(anna, bert);
    allHaveTheLetterAt(HERE);
  }

  /** Nobody has to doubt a deletion of what somebody else is known to have. */
  @Test
  void whatWasMovedAwayIsOutdatedWhereANewDatabaseFindsItStill() {
    sim.isolate(bert);
    move(anna, THERE, HERE);
    forgets(bert);
    assertThat(bert.disk.tree).containsOnlyKeys(THERE);
    allHaveTheLetterAt(HERE);
    assertThat(bert.disk.tree).containsOnlyKeys(HERE);
  }
}
