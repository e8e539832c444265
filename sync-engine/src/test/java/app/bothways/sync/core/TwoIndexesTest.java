package app.bothways.sync.core;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.index.IndexFile;
import app.bothways.sync.index.Seal;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulation runs on an index in memory; so the one in H2 must be told from it by nothing. */
class TwoIndexesTest {
  private static final long ACTOR = 7;
  private static final int STEPS = 4000;
  private static final List<NodeId> DEVICES = List.of(device(1), device(2), device(3));

  @TempDir Path directory;
  private final long seed = Long.getLong("bothways.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final MemoryIndex memory = new MemoryIndex(ACTOR, "here");

  private static NodeId device(int n) {
    return NodeId.of(ByteBuffer.allocate(NodeId.LENGTH).putInt(28, n).array());
  }

  @Test
  void theIndexInTheDatabaseAnswersAsTheOneInMemoryDoes() throws Exception {
    System.out.println("two indexes, bothways.seed=" + seed);
    Path file = directory.resolve("index");
    IndexFile opened = IndexFile.open(file, ACTOR, "here", Seal.none());
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(400) == 0) {
        opened.close();
        opened = IndexFile.open(file, step + 100, "here", Seal.none());
      }
      act(opened.index());
      if (random.nextInt(20) == 0) {
        opened.index().commit();
      }
      compare(opened.index(), "seed " + seed + ", step " + step);
    }
    opened.close();
  }

  private RelPath path() {
    String name = "n" + random.nextInt(6);
    return RelPath.of(random.nextBoolean() ? name : "d" + random.nextInt(3) + "/" + name);
  }

  private Version version(VersionVector base) {
    long seq = memory.lastSeq() + 1;
    return new Version(base.plus(ACTOR, seq), 1000 + seq, ACTOR);
  }

  private Entry entry(RelPath path, Version version) {
    ContentId content =
        ContentId.of(ByteBuffer.allocate(ContentId.LENGTH).putInt(0, random.nextInt(50)).array());
    return switch (random.nextInt(4)) {
      case 0 -> new DirEntry(path, version);
      case 1 -> new Tombstone(path, version, Optional.of(content));
      default ->
          new FileEntry(path, version, random.nextInt(100), 5, false, content, Optional.empty());
    };
  }

  private Optional<Observed> seen(Entry entry) {
    var stamp = new Stamp(3, 5, 6, random.nextInt(100), Executable.NO);
    return switch (entry) {
      case FileEntry f -> Optional.of(new Observed.File(stamp, f.contentId()));
      case DirEntry _ -> Optional.of(new Observed.Dir(stamp));
      default -> Optional.empty();
    };
  }

  private void act(Index database) {
    RelPath path = path();
    NodeId device = DEVICES.get(random.nextInt(DEVICES.size()));
    switch (random.nextInt(11)) {
      case 0, 1, 2 -> {
        Entry now =
            entry(
                path,
                version(
                    memory
                        .row(path)
                        .map(r -> r.entry().version().vector())
                        .orElse(VersionVector.EMPTY)));
        put(database, new Row(now, seen(now), memory.lastSeq() + 1));
      }
      case 3 ->
          memory
              .row(path)
              .filter(r -> r.observed().isPresent())
              .ifPresent(
                  r -> put(database, new Row(r.entry(), Optional.empty(), memory.lastSeq() + 1)));
      case 4, 5, 6 -> {
        var remote = new Remote(device, entry(path, version(VersionVector.EMPTY)));
        memory.putRemote(remote);
        database.putRemote(remote);
      }
      case 7 -> {
        memory.removeRemote(path, device);
        database.removeRemote(path, device);
      }
      case 8 -> forget(database, path);
      case 9 -> mark(device, memory, database);
      default -> {
        if (random.nextInt(20) == 0) {
          memory.dropRemotes(device);
          database.dropRemotes(device);
        } else {
          remember(path, device, memory.former(), database.former());
        }
      }
    }
  }

  /** Few databases, so that one is begun again that was given up; at times it is forgotten. */
  private void mark(NodeId device, Index... both) {
    long id = random.nextInt(5);
    var mark = id == 0 ? Index.Mark.NONE : new Index.Mark(id, random.nextInt(100), 3);
    for (Index index : both) {
      index.mark(device, mark);
      index.settled(device, mark.seq());
    }
  }

  private void remember(RelPath path, NodeId device, Former... all) {
    int what = random.nextInt(6);
    long number = random.nextInt(1000);
    Entry entry = entry(path, version(VersionVector.EMPTY));
    Optional<NodeId> owner = random.nextBoolean() ? Optional.of(device) : Optional.empty();
    for (Former former : all) {
      switch (what) {
        case 0 -> former.lastFound(number);
        case 1 -> former.addActor(number);
        case 2 -> former.setHad(owner, entry);
        case 3 -> former.settled(device, number);
        case 4 -> former.furthest(device, new Index.Mark(number, number, number));
        default -> {
          if (number < 100) {
            former.forget(device);
          }
        }
      }
    }
  }

  private void put(Index database, Row row) {
    memory.put(row);
    database.put(row);
  }

  private void forget(Index database, RelPath path) {
    Optional<Row> dead = memory.row(path).filter(r -> r.entry() instanceof Tombstone);
    if (dead.isPresent()) {
      memory.forget(dead.get());
      database.forget(dead.get());
    }
  }

  private void compare(Index database, String when) {
    RelPath path = path();
    assertThat(database.row(path)).as(when).isEqualTo(memory.row(path));
    assertThat(database.margin().held(path)).as(when).isEqualTo(memory.held(path));
    assertThat(database.remotes(path)).as(when).hasSameElementsAs(memory.remotes(path));
    assertThat(database.need().items()).as(when).isEqualTo(memory.need().items());
    assertThat(database.lastSeq()).as(when).isEqualTo(memory.lastSeq());
    assertThat(database.digest()).as(when).isEqualTo(memory.digest());
    assertThat(database.live(path.parent(), 100))
        .as(when)
        .isEqualTo(memory.live(path.parent(), 100));
    compare(database.former(), memory.former(), path, when);
    assertThat(database.heardOf()).as(when).isEqualTo(memory.heardOf());
    for (NodeId device : DEVICES) {
      assertThat(database.mark(device)).as(when).isEqualTo(memory.mark(device));
      assertThat(database.settled(device)).as(when).isEqualTo(memory.settled(device));
      for (long id = 1; id < 5; id++) {
        assertThat(database.isPast(device, id)).as(when).isEqualTo(memory.isPast(device, id));
      }
    }
    if (random.nextInt(20) == 0) {
      assertThat(database.after(0, 1000)).as(when).isEqualTo(memory.after(0, 1000));
      assertThat(database.remotes(Optional.empty(), 1000))
          .as(when)
          .hasSameElementsAs(memory.remotes(Optional.empty(), 1000));
    }
  }

  private static void compare(Former database, Former memory, RelPath path, String when) {
    assertThat(database.lastFound()).as(when).isEqualTo(memory.lastFound());
    assertThat(database.actors()).as(when).isEqualTo(memory.actors());
    assertThat(database.had(Optional.empty(), path))
        .as(when)
        .isEqualTo(memory.had(Optional.empty(), path));
    for (NodeId device : DEVICES) {
      Optional<NodeId> one = Optional.of(device);
      assertThat(database.had(one, path)).as(when).isEqualTo(memory.had(one, path));
      assertThat(database.names(one)).as(when).isEqualTo(memory.names(one));
      assertThat(database.settled(device)).as(when).isEqualTo(memory.settled(device));
      assertThat(database.furthest(device)).as(when).isEqualTo(memory.furthest(device));
    }
  }
}
