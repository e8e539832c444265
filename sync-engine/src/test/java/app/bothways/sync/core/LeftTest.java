package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A device is removed, and what is kept of it when it is a member again, or never more. */
class LeftTest {
  private static final RelPath NAME = RelPath.of("a");
  private static final long THEIRS = 9;

  private final MemoryIndex index = new MemoryIndex(1, "anna");
  private final FolderMachine machine = new FolderMachine(index);
  private final NodeId bert = NodeId.of(new byte[32]);

  private List<Effect> give(Event event) {
    return machine.on(event, 1000);
  }

  private List<Message> heard(Message message) {
    return sent(give(new Event.Heard(bert, message)));
  }

  private static List<Message> sent(List<Effect> effects) {
    return effects.stream()
        .filter(e -> e instanceof Effect.Send)
        .map(e -> ((Effect.Send) e).message())
        .toList();
  }

  private void open(Set<NodeId> members) {
    give(new Event.Shared(members));
    give(new Event.Opened());
    give(new Event.ScanEnded(Optional.empty()));
    durable();
  }

  /** What is under way, and what is asked for by the end of that. */
  private void durable() {
    give(new Event.Checkpointed(index.lastSeq()));
    give(new Event.Checkpointed(index.lastSeq()));
  }

  private Message.Announce announce(long beginning) {
    return new Message.Announce(THEIRS, 5, Index.Mark.NONE, beginning, 0);
  }

  /** All that he has is one directory. */
  private Message.Rows rows() {
    return new Message.Rows(
        THEIRS, 0, 5, true, List.of(theirs().entry()), Map.of(), List.of(), 0, List.of());
  }

  private Remote theirs() {
    var version = new Version(VersionVector.EMPTY.plus(THEIRS, 5), 9, THEIRS);
    return new Remote(bert, new DirEntry(NAME, version));
  }

  private void bertComes(long beginning) {
    give(new Event.Shared(Set.of(bert)));
    give(new Event.Up(bert));
    heard(announce(beginning));
  }

  private void bertIsRemoved() {
    give(new Event.Shared(Set.of()));
    give(new Event.Left(bert));
  }

  @Test
  void whoIsAMemberAgainHasNotGivenUpItsDatabase() {
    open(Set.of(bert));
    bertComes(1);
    heard(rows());
    bertIsRemoved();
    give(new Event.Shared(Set.of(bert)));
    give(new Event.Up(bert));
    assertThat(heard(announce(2)))
        .filteredOn(m -> m instanceof Message.Announce)
        .extracting(m -> ((Message.Announce) m).known().seq())
        .as("more than he has would prove that his database is an old copy")
        .containsOnly(0L);
    heard(rows());
    assertThat(index.mark(bert)).isEqualTo(new Index.Mark(THEIRS, 5, 0));
  }

  @Test
  void nothingIsKeptOfWhoIsNoMemberThoughNobodySaidThatItLeft() {
    index.mark(bert, new Index.Mark(THEIRS, 1, 1));
    index.putRemote(theirs());
    open(Set.of());
    assertThat(index.heardOf()).isEmpty();
    assertThat(machine.need().items()).isZero();
    assertThat(machine.state()).isEqualTo(FolderMachine.State.IN_SYNC);
  }

  @Test
  void aMemberThatIsAwayIsNotForgotten() {
    index.mark(bert, new Index.Mark(THEIRS, 1, 1));
    index.putRemote(theirs());
    open(Set.of(bert));
    assertThat(index.heardOf()).containsExactly(bert);
    assertThat(machine.need().items()).isEqualTo(1);
  }

  @Test
  void thatItLeftIsBroughtToTheDisk() {
    open(Set.of(bert));
    bertComes(1);
    durable();
    assertThat(give(new Event.Rang())).doesNotContain(new Effect.Checkpoint());
    assertThat(give(new Event.Left(bert))).contains(new Effect.Checkpoint());
  }

  /** What was durable of a member is not what is durable of the one that it is now. */
  @Test
  void whatWasOnItsWayToTheDiskWhenItLeftIsNotAcknowledgedLater() {
    open(Set.of(bert));
    bertComes(1);
    durable();
    heard(rows());
    // To the disk goes that all of his was heard.
    bertIsRemoved();
    bertComes(2);
    assertThat(sent(give(new Event.Checkpointed(index.lastSeq()))))
        .filteredOn(m -> m instanceof Message.Standing)
        .extracting(m -> ((Message.Standing) m).acked())
        .doesNotContain(5L);
  }

  /** It goes on with its database, of which the other one has forgotten all. */
  @Test
  void whatChangesBetweenALeaveAndAReturnHoldsOnBoth() {
    for (int seed = 1; seed <= 100; seed++) {
      leaveAndReturn(new Sim(new Scenario(seed, 2, List.of())));
    }
  }

  private static void leaveAndReturn(Sim sim) {
    RelPath edited = RelPath.of("edited");
    SimDevice anna = sim.devices.get(0);
    SimDevice other = sim.devices.get(1);
    sim.play();
    anna.disk.put(edited, 'f', "old", false, 5_000_000_000_000L);
    anna.disk.put(NAME, 'f', "letter", false, 5_000_000_000_000L);
    sim.lookEverywhere();
    assertThat(other.disk.tree).containsOnlyKeys(edited, NAME);
    other.give(new Event.Shared(Set.of()));
    other.give(new Event.Left(anna.id));
    sim.cut(anna, other);
    anna.disk.put(edited, 'f', "new", false, 6_000_000_000_000L);
    anna.disk.tree.remove(NAME);
    sim.lookEverywhere();
    other.give(new Event.Shared(Set.of(anna.id)));
    sim.connectAll();
    sim.settle();
    for (SimDevice device : sim.devices) {
      assertThat(device.reopened).as("databases that were given up").isZero();
      assertThat(device.conflicts).isZero();
      assertThat(device.texts()).containsOnlyKeys("new");
      assertThat(device.machine.state()).isEqualTo(FolderMachine.State.IN_SYNC);
    }
  }
}
