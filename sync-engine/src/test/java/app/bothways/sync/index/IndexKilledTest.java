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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A killed process leaves whole transactions: what was heard of a device and how far it was heard
 * must never part, or names are forgotten for good.
 */
@Timeout(180)
class IndexKilledTest {
  private static final int KILLS = Integer.getInteger("bothways.kills", 8);
  private static final long ACTOR = 7;

  @TempDir Path base;

  private static NodeId other() {
    var bytes = new byte[32];
    bytes[3] = 9;
    return NodeId.of(bytes);
  }

  private static LinkEntry entry(long number) {
    var version = new Version(VersionVector.EMPTY.plus(9), number, 9);
    return new LinkEntry(RelPath.of("d" + number % 50 + "/n" + number), version, "x".repeat(90));
  }

  /** Hears names, takes some of them over and packs its file, until it is killed. */
  public static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      // Packed whenever there is something to pack, and what was replaced may be overwritten soon.
      var medium = new IndexFile.Medium("file", System::nanoTime, 50, 0);
      Path database = Path.of(args[0]);
      try (IndexFile file = IndexFile.open(medium, database, ACTOR, "child", Seal.none())) {
        System.out.println("running");
        var random = new Random(Long.parseLong(args[1]));
        H2Index index = file.index();
        long heard = index.mark(other()).seq();
        long taken = index.lastSeq();
        while (heard < Long.MAX_VALUE) {
          for (int n = random.nextInt(200); n >= 0; n--) {
            index.putRemote(new Remote(other(), entry(++heard)));
            index.mark(other(), new Index.Mark(9, heard, 0));
          }
          index.commit();
          for (int n = random.nextInt(200); n >= 0 && taken < heard; n--) {
            taken++;
            index.put(new Row(entry(taken), Optional.empty(), taken));
            index.removeRemote(entry(taken).path(), other());
          }
          index.commit();
          if (random.nextInt(5) == 0) {
            index.checkpoint();
          }
          if (file.isLoose()) {
            file.pack();
            System.out.println("packed");
          }
        }
      }
    }
  }

  @Test
  void whatWasHeardAndHowFarNeverPart() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    var random = new Random(seed);
    Path database = base.resolve("index");
    long packed = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      packed += runAndKill(database, random);
      try (IndexFile file = IndexFile.open(database, ACTOR + 1, "again", Seal.none())) {
        H2Index index = file.index();
        assertThat(index.actor()).as("it is the same database, seed " + seed).isEqualTo(ACTOR);
        long heard = index.mark(other()).seq();
        List<Row> rows = index.after(0, Integer.MAX_VALUE);
        List<Remote> remotes = index.remotes(Optional.empty(), Integer.MAX_VALUE);
        assertThat(rows.size() + remotes.size()).as("seed " + seed).isEqualTo((int) heard);
        assertThat(rows.size()).as("seed " + seed).isEqualTo((int) index.lastSeq());
      }
    }
    System.out.println(KILLS + " kills from seed " + seed + ", " + packed + " slices packed");
  }

  /** How often it was packed. */
  private static long runAndKill(Path database, Random random) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                database.toString(),
                Long.toString(random.nextLong()))
            .redirectErrorStream(true)
            .start();
    try (var lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("running");
      process.waitFor(random.nextInt(200, 1500), TimeUnit.MILLISECONDS);
      // By its handle: what it said can be read still.
      process.toHandle().destroyForcibly();
      return lines.lines().filter("packed"::equals).count();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
