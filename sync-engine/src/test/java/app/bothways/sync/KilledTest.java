package app.bothways.sync;

import static app.bothways.sync.Trees.write;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with two devices is killed at random moments. */
@Timeout(150)
class KilledTest {
  private static final int KILLS = 3;

  @TempDir Path base;

  /** Both devices, connected and sharing, until they are killed. */
  public static final class Both {
    private Both() {}

    public static void main(String[] args) throws Exception {
      Path base = Path.of(args[0]);
      var net = new MemoryNet();
      var anna = new Device(net, base, "anna", _ -> true);
      var bert = new Device(net, base, "bert", _ -> true);
      connect(anna, bert);
      System.out.println("running");
      Thread.sleep(60_000);
    }

    static FolderId connect(Device anna, Device bert) throws Exception {
      FolderId folder =
          anna.engine.folders().isEmpty()
              ? anna.engine.add(anna.tree, Optional.empty())
              : anna.engine.folders().getFirst().id();
      anna.connect(bert);
      if (bert.engine.folders().isEmpty()) {
        anna.share(folder, bert);
      }
      return folder;
    }
  }

  @Test
  void afterAnyKillBothTreesBecomeEqual() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    var random = new Random(seed);
    Path tree = base.resolve("anna");
    for (int i = 0; i < 1500; i++) {
      write(tree.resolve("d" + i % 20 + "/f" + i), "content " + i + "x".repeat(i % 4000));
    }
    for (int kill = 0; kill < KILLS; kill++) {
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx512m",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Both.class.getName(),
                      base.toString()))
              .redirectErrorStream(true)
              .start();
      try (var lines = process.inputReader()) {
        assertThat(lines.lines().anyMatch("running"::equals)).isTrue();
        process.waitFor(random.nextInt(1200), TimeUnit.MILLISECONDS);
      } finally {
        process.destroyForcibly().waitFor();
      }
      write(tree.resolve("d1/f1"), "edited after kill " + kill);
      Files.deleteIfExists(tree.resolve("d2/f" + (2 + 20 * kill)));
      write(base.resolve("bert/new" + kill), "by bert " + kill);
    }
    var net = new MemoryNet();
    try (var anna = new Device(net, base, "anna", _ -> true);
        var bert = new Device(net, base, "bert", _ -> true)) {
      FolderId folder = Both.connect(anna, bert);
      assertThat(anna.engine.awaitInSync(folder, java.time.Duration.ofSeconds(60)))
          .as("-Dbothways.seed=" + seed + " " + anna.engine.folders() + bert.engine.folders())
          .isTrue();
      assertThat(Trees.of(bert.tree)).as("seed " + seed).isEqualTo(Trees.of(anna.tree));
      assertThat(anna.tree.resolve("d1/f1"))
          .as("seed " + seed + ", of " + Trees.of(anna.tree).keySet())
          .hasContent("edited after kill " + (KILLS - 1));
      assertThat(Trees.of(anna.tree).keySet())
          .as("seed " + seed)
          .contains("new0", "new1", "new2")
          .doesNotContain("d2/f2", "d2/f22", "d2/f42")
          .noneMatch(path -> path.contains("(conflict"));
    }
  }
}
