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
  private static final int MOST_WRITES = 80;
  private static final int MOST_SLICES = 8;
  private static final int RETENTION_MILLIS = 500;

  @TempDir Path base;
  private static int packed;

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

  /** Time goes ten times as fast, so that a file can be packed in as short a test. */
  private static IndexFile.Medium cut() {
    return new IndexFile.Medium(
        PowerCutDisk.SCHEME, () -> 10 * System.nanoTime(), RETENTION_MILLIS, 0);
  }

  @Test
  void whatAPowerCutLeavesIsSomeCommitOrIsNoticed() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    int begunAnew = 0;
    for (int i = 0; i < CUTS; i++) {
      begunAnew += isWholeAfterCut(seed + i, base.resolve("cut" + i)) ? 0 : 1;
    }
    System.out.println(
        CUTS
            + " power cuts from seed "
            + seed
            + ", "
            + begunAnew
            + " begun anew, "
            + packed
            + " slices packed");
    assertThat(begunAnew).as("seed " + seed).isLessThan(CUTS / 2 + 1);
  }

  /** What was committed so far, and what a power cut left. */
  private static final class Story {
    private final List<State> states = new ArrayList<>();

    /** Which of the states is the last that is durable. */
    private int sure;

    private final PowerCutDisk.Content content;
    private final Random random;
    private byte[] left = new byte[0];
    private int sureThen;
    private int commitsThen = Integer.MAX_VALUE;

    Story(PowerCutDisk.Content content, Random random) {
      this.content = content;
      this.random = random;
    }

    /** One of the next writes is not followed by another. */
    void cutWithin(int writes) {
      content.after(1 + random.nextInt(writes), this::cut);
    }

    void cut() {
      var habit = PowerCutDisk.Habit.values()[random.nextInt(3)];
      left = content.afterPowerCut(habit, random);
      sureThen = sure;
      commitsThen = states.size();
    }

    /** The one that was being committed may be there, too. */
    List<State> possible() {
      return states.subList(sureThen, Math.min(states.size(), commitsThen + 1));
    }
  }

  private static boolean isWholeAfterCut(long seed, Path folder) throws Exception {
    var random = new Random(seed);
    Path before = folder.resolve("index");
    Story story;
    try (IndexFile file = IndexFile.open(cut(), before, ACTOR, "here", Seal.none())) {
      story = new Story(PowerCutDisk.content(before.toString()), random);
      file.index().checkpoint();
      story.states.add(State.of(file.index()));
      play(file, random, story);
      if (story.left.length == 0) {
        story.cut();
      }
    }
    Path after = Files.createDirectory(folder.resolve("after")).resolve("index");
    Files.write(after.resolveSibling("index.mv.db"), story.left);
    try (IndexFile file = IndexFile.open(after, ACTOR + 1, "again", Seal.none())) {
      return isPossible(file.index(), story, seed);
    } catch (IndexFailure noticed) {
      // The engine sets the file aside then, and begins anew.
      assertThat(noticed.damaged()).as("seed " + seed).isTrue();
      return false;
    }
  }

  private static boolean isPossible(H2Index index, Story story, long seed) {
    State now = State.of(index);
    if (index.actor() == ACTOR) {
      assertThat(story.possible()).as("seed " + seed).contains(now);
      return true;
    }
    assertThat(index.joining()).isTrue();
    assertThat(now.rows()).as("begun anew, seed " + seed).isEmpty();
    return false;
  }

  private static void play(IndexFile file, Random random, Story story) throws InterruptedException {
    H2Index index = file.index();
    long number = 0;
    int commits = 8 + random.nextInt(20);
    int packing = random.nextBoolean() ? 1 + random.nextInt(commits) : 0;
    if (packing == 0) {
      story.cutWithin(MOST_WRITES);
    }
    for (; commits > 0; commits--) {
      for (int n = random.nextInt(100); n >= 0; n--) {
        change(index, random, ++number);
      }
      index.commit();
      story.states.add(State.of(index));
      int then = random.nextInt(5);
      if (then == 0) {
        index.writeOut();
      } else if (then < 3) {
        index.checkpoint();
        story.sure = story.states.size() - 1;
      }
      if (commits == packing) {
        packs(file, story);
      }
    }
  }

  private static void packs(IndexFile file, Story story) throws InterruptedException {
    file.index().checkpoint();
    story.sure = story.states.size() - 1;
    // Only what is older than that is touched, by the system's clock, and H2 tells nobody when it
    // is.
    Thread.sleep(RETENTION_MILLIS);
    story.cutWithin(MOST_WRITES);
    for (int slices = 0; slices < MOST_SLICES && file.isLoose(); slices++) {
      file.pack();
      packed++;
      story.sure = story.states.size() - 1;
    }
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
    var medium = IndexFile.Medium.of(PowerCutDisk.SCHEME, now::get);
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
