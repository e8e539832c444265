package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** I18: who asks for everything anew gets it, to the end, and never more at once than else. */
class AskedAgainTest {
  private static final int ROWS = 100_000;
  private static final int WINDOW = 24_000;

  private final Side anna = new Side(1);
  private final Side bert = new Side(2);
  private int mostOnTheirWay;
  private int asked;

  /** One device; what is sent to it waits until it is taken. */
  private final class Side {
    final NodeId id;
    final MemoryIndex index;
    final FolderMachine machine;
    final Deque<Message> heard = new ArrayDeque<>();
    final Deque<Event> answers = new ArrayDeque<>();
    Side other;

    Side(int number) {
      var bytes = new byte[32];
      bytes[0] = (byte) number;
      id = NodeId.of(bytes);
      index = new MemoryIndex(number, "device " + number);
      machine = new FolderMachine(index);
      index.begin(number);
    }

    void give(Event event) {
      for (Effect effect : machine.on(event, 1000)) {
        switch (effect) {
          case Effect.Send send -> other.heard.add(send.message());
          case Effect.Checkpoint _ -> answers.add(new Event.Checkpointed(index.lastSeq()));
          case Effect.Scan _ -> answers.add(new Event.ScanEnded(Optional.empty()));
          default -> {}
        }
        asked += effect instanceof Effect.Send(var _, Message.Again _) ? 1 : 0;
      }
      mostOnTheirWay = Math.max(mostOnTheirWay, other.rowsOnTheirWay());
    }

    private int rowsOnTheirWay() {
      return heard.stream()
          .mapToInt(m -> m instanceof Message.Rows r ? r.entries().size() : 0)
          .sum();
    }

    /** As the real one: it hears what there is, and then brings it to its disk. */
    boolean goesOn() {
      if (!heard.isEmpty()) {
        give(new Event.Heard(other.id, heard.poll()));
        return true;
      }
      if (!answers.isEmpty()) {
        give(answers.poll());
        return true;
      }
      return false;
    }
  }

  private void has(Side side, String name, long change) {
    var version = new Version(VersionVector.of(Map.of(1L, change)), (9L << 16) + change, 1);
    var dir = new Observed.Dir(new Stamp(0, change, 1, 1, Executable.NO));
    side.index.put(
        new Row(
            new DirEntry(RelPath.of(name), version), Optional.of(dir), side.index.lastSeq() + 1));
  }

  private void untilNothingIsLeft() {
    for (int turns = 0; anna.goesOn() | bert.goesOn(); turns++) {
      assertThat(turns).as("turns").isLessThan(20_000);
    }
  }

  @BeforeEach
  void bothHaveTheSame() {
    anna.other = bert;
    bert.other = anna;
    for (int i = 1; i <= ROWS; i++) {
      has(anna, "d" + i, i);
      has(bert, "d" + i, i);
    }
    anna.index.mark(bert.id, new Index.Mark(2, ROWS, 2));
    bert.index.mark(anna.id, new Index.Mark(1, ROWS, 1));
    anna.give(new Event.Opened());
    bert.give(new Event.Opened());
    bert.give(new Event.Mode(FolderMode.RECEIVE_ONLY));
    anna.give(new Event.Up(bert.id));
    bert.give(new Event.Up(anna.id));
    untilNothingIsLeft();
    assertThat(mostOnTheirWay).as("they know all of each other").isZero();
  }

  private void allWasTold(Side side) {
    assertThat(side.index.mark(side.other.id).seq()).isEqualTo(side.other.index.lastSeq());
    assertThat(side.machine.state()).isEqualTo(FolderMachine.State.IN_SYNC);
    assertThat(side.other.machine.state()).isEqualTo(FolderMachine.State.IN_SYNC);
    assertThat(mostOnTheirWay).isBetween(1, WINDOW + 1000);
  }

  @Test
  void everythingIsToldAnewAsFastAsItIsTaken() {
    bert.give(new Event.TheirsHold());
    untilNothingIsLeft();
    allWasTold(bert);
  }

  /** As two ask each other that are at rest and differ: neither forgets how far it had heard. */
  @Test
  void whoStillKnowsItAllSaysSoAgain() {
    anna.give(new Event.Heard(bert.id, new Message.Again(0)));
    untilNothingIsLeft();
    allWasTold(bert);
  }

  @Test
  void whatWasAskedForTwiceIsToldToItsEnd() {
    bert.give(new Event.TheirsHold());
    for (int i = 0; i < 40; i++) {
      bert.goesOn();
      anna.goesOn();
    }
    anna.give(new Event.Heard(bert.id, new Message.Again(bert.index.mark(anna.id).seq())));
    untilNothingIsLeft();
    assertThat(bert.index.mark(anna.id).seq()).isEqualTo(ROWS);
    assertThat(bert.machine.state()).isEqualTo(FolderMachine.State.IN_SYNC);
  }

  /** From the middle, by one that has all of it on its disk: nothing about it changes any more. */
  @Test
  void whoHasItAllOnItsDiskSaysSoAgain() {
    anna.give(new Event.Heard(bert.id, new Message.Again(1)));
    untilNothingIsLeft();
    allWasTold(bert);
    assertThat(anna.machine.inside().standing(bert.id)).isPresent();
    has(anna, "new", ROWS + 1);
    anna.give(new Event.Rang());
    untilNothingIsLeft();
    assertThat(bert.index.mark(anna.id).seq()).as("what is new is told").isEqualTo(ROWS + 1);
  }

  @Test
  void whatComesToTheDiskLateWasHeardBefore() {
    has(anna, "new", ROWS + 1);
    anna.give(new Event.Rang());
    while (bert.index.mark(anna.id).seq() == ROWS) {
      anna.goesOn();
      if (!bert.heard.isEmpty()) {
        bert.goesOn();
      }
    }
    assertThat(bert.answers).as("a checkpoint is under way").hasSize(1);
    anna.give(new Event.Heard(bert.id, new Message.Again(0)));
    while (bert.index.mark(anna.id).seq() > ROWS) {
      assertThat(bert.heard).as("what was asked for").isNotEmpty();
      bert.goesOn();
    }
    bert.give(bert.answers.poll());
    untilNothingIsLeft();
    assertThat(bert.index.mark(anna.id).seq()).isEqualTo(ROWS + 1);
    assertThat(mostOnTheirWay).isLessThanOrEqualTo(2 * WINDOW);
  }

  @Test
  void aGapIsAskedForOnce() {
    for (int i = 1; i <= 20; i++) {
      has(anna, "new" + i, ROWS + i);
      anna.give(new Event.Checkpointed(ROWS + i));
    }
    assertThat(bert.heard).hasSizeGreaterThanOrEqualTo(20);
    bert.give(new Event.TheirsHold());
    untilNothingIsLeft();
    assertThat(asked).isLessThanOrEqualTo(2);
    assertThat(bert.index.mark(anna.id).seq()).isEqualTo(ROWS + 20);
    assertThat(mostOnTheirWay).isLessThanOrEqualTo(2 * WINDOW);
  }
}
