package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When others hear of what a scan finds. */
class ToldTest {
  private final MemoryIndex index = new MemoryIndex(1, "anna");
  private final FolderMachine machine = new FolderMachine(index);
  private final NodeId bert = NodeId.of(new byte[32]);
  private final List<RelPath> told = new ArrayList<>();

  ToldTest() {
    give(new Event.Opened());
    give(new Event.Up(bert));
    give(new Event.Heard(bert, new Message.Announce(9, 0, Index.Mark.NONE, 1, 1)));
    give(new Event.ScanEnded(Optional.empty()));
    // What was begun at the opening, and what brings to the disk that Bert was heard.
    give(new Event.Checkpointed(0));
    give(new Event.Checkpointed(0));
  }

  private void give(Event event) {
    for (Effect effect : machine.on(event, 1000)) {
      if (effect instanceof Effect.Send(var _, Message.Rows rows)) {
        rows.entries().stream().map(Entry::path).forEach(told::add);
      }
    }
  }

  private void look(RelPath... at) {
    give(new Event.LookAt(Set.of(at)));
  }

  private void find(RelPath... paths) {
    give(
        new Event.Found(
            Stream.of(paths)
                .<Finding>map(
                    p ->
                        new Finding.Present(
                            p, new Observed.Dir(new Stamp(0, 1, 1, 1, Executable.NO))))
                .toList()));
    give(new Event.Checkpointed(index.lastSeq()));
  }

  private void end() {
    give(new Event.ScanEnded(Optional.empty()));
    give(new Event.Checkpointed(index.lastSeq()));
  }

  @Test
  void whatIsNewIsToldWhileItIsStillBeingLookedAt() {
    look(RelPath.of("a"));
    find(RelPath.of("a"));
    assertThat(told).containsExactly(RelPath.of("a"));
    find(RelPath.of("a/b"));
    assertThat(told).containsExactly(RelPath.of("a"), RelPath.of("a/b"));
  }

  @Test
  void whereSomethingWasBeforeItMayHaveMovedAndIsToldAtTheEnd() {
    look(RelPath.of("a"));
    find(RelPath.of("a"), RelPath.of("a/b"));
    end();
    told.clear();
    look(RelPath.of("a"), RelPath.of("c"));
    find(RelPath.of("c"));
    assertThat(told).isEmpty();
    give(new Event.Found(List.of(new Finding.Gone(RelPath.of("a")))));
    end();
    assertThat(told).contains(RelPath.of("a"), RelPath.of("a/b"), RelPath.of("c"));
  }

  @Test
  void aPlaceOfWhichOnlyTheInsideIsKnownMayHaveLostIt() {
    look(RelPath.of("a/b"));
    find(RelPath.of("a/b"));
    give(new Event.ScanEnded(Optional.empty()));
    told.clear();
    // The directory itself was not looked at yet: a look at it is what follows.
    find(RelPath.of("a"));
    assertThat(told).isEmpty();
    end();
    assertThat(told).contains(RelPath.of("a"));
  }
}
