package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Index;
import app.bothways.sync.core.Remote;
import app.bothways.sync.core.Row;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a power cut an index is as it was at some commit, none before the last checkpoint, or it is
 * noticed to be damaged and begins anew. It is never a mixture, which would tell others of
 * deletions that nobody made.
 */
@Timeout(600)
class IndexPowerCutTest {
  private static final int CUTS = Integer.getInteger("bothways.powercuts", 12);
  private static final long ACTOR = 7;
  private static final int NAMES = 400;

  @TempDir Path base;

  private record State(Map<RelPath, Row> rows, Map<RelPath, Remote> remotes, long heard) {
    static State of(Index index) {
      var rows = new TreeMap<RelPath, Row>();
      index.after(0, Integer.MAX_VALUE).forEach(r -> rows.put(r.entry().path(), r));
      var remotes = new TreeMap<RelPath, Remote>();
      index
          .remotes(Optional.empty(), Integer.MAX_VALUE)
          .forEach(r -> remotes.put(r.entry().path(), r));
      return new State(rows, remotes, index.mark(other()).seq());
    }
  }

  @BeforeAll
  static void disk() {
    PowerCutDisk.register();
  }

  private static NodeId other() {
    var bytes = new byte[32];
    bytes[3] = 9;
    return NodeId.of(bytes);
  }

  private static LinkEntry entry(int name, long number) {
    var version = new Version(VersionVector.EMPTY.plus(9, number), number, 9);
    RelPath path = RelPath.of("d" + name % 20 + "/n" + name);
    return new LinkEntry(path, version, "x".repeat((int) (number % 90) + 1));
  }

  private static IndexFile.Medium cut() {
    return new IndexFile.Medium(PowerCutDisk.SCHEME, System::nanoTime);
  }

  @Test
  void whatAPowerCutLeavesIsSomeCommitOrIsNoticed() throws IOException {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    int begunAnew = 0;
    for (int i = 0; i < CUTS; i++) {
      begunAnew += isWholeAfterCut(seed + i, base.resolve("cut" + i)) ? 0 : 1;
    }
    System.out.println(
        CUTS + " power cuts from seed " + seed + ", " + begunAnew + " databases begun anew");
    assertThat(begunAnew).as("seed " + seed).isLessThan(CUTS / 2 + 1);
  }

  private static boolean isWholeAfterCut(long seed, Path folder) throws IOException {
    var random = new Random(seed);
    Path before = folder.resolve("index");
    var states = new ArrayList<State>();
    byte[] left;
    int sure;
    try (IndexFile file = IndexFile.open(cut(), before, ACTOR, "here", Seal.none())) {
      sure = play(file.index(), random, states);
      var habit = PowerCutDisk.Habit.values()[random.nextInt(3)];
      left = PowerCutDisk.content(before.toString()).afterPowerCut(habit, random);
    }
    Path after = Files.createDirectory(folder.resolve("after")).resolve("index");
    Files.write(after.resolveSibling("index.mv.db"), left);
    try (IndexFile file = IndexFile.open(after, ACTOR + 1, "again", Seal.none())) {
      State now = State.of(file.index());
      if (file.index().actor() == ACTOR) {
        assertThat(states.subList(sure, states.size())).as("seed " + seed).contains(now);
        return true;
      }
      assertThat(file.index().joining()).isTrue();
      assertThat(now.rows()).as("begun anew, seed " + seed).isEmpty();
      return false;
    }
  }

  /** Which of the states is the last that is durable. */
  private static int play(H2Index index, Random random, List<State> states) {
    index.checkpoint();
    states.add(State.of(index));
    int sure = 0;
    long number = 0;
    for (int commits = 8 + random.nextInt(20); commits > 0; commits--) {
      for (int n = random.nextInt(100); n >= 0; n--) {
        change(index, random, ++number);
      }
      index.commit();
      states.add(State.of(index));
      int then = random.nextInt(5);
      if (then == 0) {
        index.writeOut();
      } else if (then < 3) {
        index.checkpoint();
        sure = states.size() - 1;
      }
    }
    return sure;
  }

  private static void change(H2Index index, Random random, long number) {
    LinkEntry entry = entry(random.nextInt(NAMES), number);
    if (random.nextBoolean()) {
      index.putRemote(new Remote(other(), entry));
      index.mark(other(), new Index.Mark(9, number, 0));
    } else {
      index.put(new Row(entry, Optional.empty(), index.lastSeq() + 1));
      index.removeRemote(entry.path(), other());
    }
  }

  @Test
  void whatIsCommittedIsWaitedForBeforeItsSpaceCouldBeUsedAgain() throws IOException {
    var now = new AtomicLong();
    Path database = base.resolve("index");
    var medium = new IndexFile.Medium(PowerCutDisk.SCHEME, now::get);
    try (IndexFile file = IndexFile.open(medium, database, ACTOR, "here", Seal.none())) {
      PowerCutDisk.Content content = PowerCutDisk.content(database.toString());
      H2Index index = file.index();
      change(index, new Random(1), 1);
      index.commit();
      int forced = content.forced();
      now.addAndGet(H2Index.LONGEST_UNSYNCED.toNanos());
      change(index, new Random(2), 2);
      index.commit();
      assertThat(content.forced()).as("not too often").isEqualTo(forced);
      now.addAndGet(1);
      change(index, new Random(3), 3);
      index.commit();
      assertThat(content.forced()).isGreaterThan(forced);
    }
  }
}
