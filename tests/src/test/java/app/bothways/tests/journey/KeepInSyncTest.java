package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Samples;
import app.bothways.tests.harness.Tree;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two devices, no relay: pairing over the local network, then a whole tree, then changes. */
class KeepInSyncTest extends Journey {
  private static final int FILES = 1500;

  @Test
  void aTreeBecomesTheSameOnBothDevicesAndStaysSo() throws IOException {
    Random random = Samples.random("KeepInSyncTest");
    Home a = local("ana");
    Home b = local("ben");
    assertThat(a.pairWith(b).path("winner").asText()).isEqualTo("lan");
    fill(a.folder(), random);

    long begin = System.nanoTime();
    String folder = a.share(a.folder(), b);
    b.accept(folder, b.folder());
    assertSame(a, b, folder);
    print(Tree.of(b.folder()), Duration.ofNanos(System.nanoTime() - begin));

    changeOne(a.folder(), random);
    changeOther(b.folder(), random);
    assertSame(a, b, folder);
    assertThat(b.folder().resolve("new at a/by a")).isRegularFile();
    assertThat(a.folder().resolve("new at b")).isRegularFile();
    assertThat(Files.exists(b.folder().resolve(first(0)))).isFalse();
    assertThat(a.folder().resolve("renamed at b")).isDirectory();
    assertThat(b.folder().resolve("new at a/empty")).isEmptyDirectory();
  }

  @Test
  void twoEditsMadeApartAreBothKeptOnceOnBothDevices() throws IOException {
    Home a = local("ana");
    Home b = local("ben");
    a.pairWith(b);
    Samples.text(a.folder().resolve("diary.txt"), "begun together\n");
    Samples.text(a.folder().resolve("other.txt"), "left alone\n");
    String folder = a.share(a.folder(), b);
    b.accept(folder, b.folder());
    assertSame(a, b, folder);

    b.stop();
    Samples.text(a.folder().resolve("diary.txt"), "what Ana wrote\n");
    a.does("folder", "scan", folder);
    a.stop();
    Samples.text(b.folder().resolve("diary.txt"), "what Ben wrote\n");
    b.start();
    b.does("folder", "scan", folder);
    a.start();
    assertSame(a, b, folder);

    for (Home home : List.of(a, b)) {
      List<String> contents = contents(home.folder());
      assertThat(contents)
          .as("files at " + home.name())
          .containsExactlyInAnyOrder("what Ana wrote\n", "what Ben wrote\n", "left alone\n");
    }
  }

  private static List<String> contents(Path folder) throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.filter(Files::isRegularFile).toList();
    }
    var contents = new java.util.ArrayList<String>();
    for (Path file : files) {
      contents.add(Files.readString(file));
    }
    return contents;
  }

  /** A generated tree, or copies of the real ones that {@code bothways.tree} lists. */
  private static void fill(Path folder, Random random) throws IOException {
    String trees = System.getProperty("bothways.tree", "");
    if (trees.isEmpty()) {
      Samples.generate(folder, FILES, random);
      return;
    }
    for (String tree : trees.split(File.pathSeparator)) {
      Path source = Path.of(tree);
      Samples.copy(source, folder.resolve(source.getFileName().toString()));
    }
    Samples.generate(folder.resolve("made"), 200, random);
  }

  private static Path made(Path folder) {
    Path made = folder.resolve("made");
    return Files.isDirectory(made) ? made : folder;
  }

  private static String first(int number) {
    return "d%d/e%d/file %d.dat".formatted(number % 37, number % 5, number);
  }

  private static void changeOne(Path folder, Random random) throws IOException {
    Path made = made(folder);
    Files.delete(made.resolve(first(0)));
    Files.write(made.resolve(first(1)), Samples.bytes(70_000, random));
    Samples.text(folder.resolve("new at a/by a"), "a");
    Files.createDirectories(folder.resolve("new at a/empty"));
    Path turned = made.resolve(first(2));
    assertThat(turned.toFile().setExecutable(true)).isTrue();
  }

  private static void changeOther(Path folder, Random random) throws IOException {
    Path made = made(folder);
    Files.write(folder.resolve("new at b"), Samples.bytes(10, random));
    Files.move(made.resolve("odd"), folder.resolve("renamed at b"));
    Files.move(made.resolve(first(3)), made.resolve("moved 🌍"), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(made.resolve("dangling"));
    Files.createSymbolicLink(made.resolve("dangling"), Path.of("elsewhere"));
  }

  private static void print(Tree tree, Duration time) {
    double seconds = time.toMillis() / 1000.0;
    System.out.printf(
        "%d items, %.1f MiB the same on both sides after %.1f s (%.1f MiB/s)%n",
        tree.items().size(), tree.bytes() / 1048576.0, seconds, tree.bytes() / 1048576.0 / seconds);
  }
}
