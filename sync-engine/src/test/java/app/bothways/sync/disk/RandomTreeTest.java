package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever people do to a tree, a scan makes the index equal to it. */
class RandomTreeTest {
  private static final int ROUNDS = 60;
  private static final int DEEDS = 8;
  private static final String[] NAMES = {"a", "b", "c", "😀", "x y"};

  @TempDir Path root;

  @Test
  void afterAnyDeedsAScanMakesTheIndexEqualToTheTree() throws IOException {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    var random = new Random(seed);
    try (var f = new DiskFixture(root, "")) {
      f.now();
      for (int round = 0; round < ROUNDS; round++) {
        List<RelPath> touched = new ArrayList<>();
        for (int i = 0; i < DEEDS; i++) {
          deed(random, touched);
        }
        List<Finding> findings = random.nextBoolean() ? f.scan() : f.scan(touched);
        assertThat(findings).as("seed %d", seed).noneMatch(Finding.Unknown.class::isInstance);
        // What was renamed is told before it is read again.
        f.scan();
        assertThat(words(f.known)).as("seed %d, round %d", seed, round).isEqualTo(real());
      }
    }
  }

  private void deed(Random random, List<RelPath> touched) throws IOException {
    Path path = somewhere(random);
    touched.add(relative(path));
    switch (random.nextInt(7)) {
      case 0, 1 -> {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(path);
          Trees.write(path, Integer.toString(random.nextInt(10)));
        }
      }
      case 2 -> {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          Trees.write(path, Integer.toString(random.nextInt(10)));
        }
      }
      case 3 -> {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(path);
        }
      }
      case 4 -> {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(path, Path.of("to" + random.nextInt(3)));
        }
      }
      case 5 -> delete(path);
      default -> {
        Path to = somewhere(random);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            && !Files.exists(to, LinkOption.NOFOLLOW_LINKS)
            && !to.startsWith(path)) {
          Files.move(path, to);
          touched.add(relative(to));
        }
      }
    }
  }

  private Path somewhere(Random random) {
    Path path = root;
    do {
      path = path.resolve(NAMES[random.nextInt(NAMES.length)]);
    } while (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && random.nextInt(4) > 0);
    return path;
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  private RelPath relative(Path path) {
    return RelPath.of(root.relativize(path).toString());
  }

  private TreeMap<RelPath, String> real() throws IOException {
    var real = new TreeMap<RelPath, String>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        if (path.equals(root) || root.relativize(path).startsWith(".bothways")) {
          continue;
        }
        if (Files.isSymbolicLink(path)) {
          real.put(relative(path), "->" + Files.readSymbolicLink(path));
        } else if (Files.isDirectory(path)) {
          real.put(relative(path), "/");
        } else {
          real.put(relative(path), DiskFixture.id(Files.readString(path)).toString());
        }
      }
    }
    return real;
  }

  private static TreeMap<RelPath, String> words(MemoryKnown known) {
    var words = new TreeMap<RelPath, String>();
    known
        .rows()
        .forEach(
            (path, observed) ->
                words.put(
                    path,
                    switch (observed) {
                      case Observed.File file -> file.content().toString();
                      case Observed.Dir dir -> "/";
                      case Observed.Link link -> "->" + link.target();
                    }));
    return words;
  }
}
