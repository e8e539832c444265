package app.bothways.tests.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;

/** Trees to keep in sync: made from a seed, or copied from a real one. */
public final class Samples {
  private static final List<String> ODD_NAMES =
      List.of(
          "with space",
          " leading and trailing ",
          "it's \"quoted\"",
          "emoji 🌱🇨🇭",
          "ümlaut é",
          "日本語の名前",
          "-rf",
          "@argument",
          "#hash%25$HOME`x`",
          "back\\slash",
          "new\nline",
          ".hidden",
          "x".repeat(200));

  private Samples() {}

  /** The seed of this run: property {@code bothways.seed}, or a fresh one; always printed. */
  public static Random random(String test) {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println(test + ": -Dbothways.seed=" + seed);
    return new Random(seed);
  }

  /**
   * About {@code files} files in directories of all shapes: sizes from nothing to some megabytes,
   * odd names, symbolic links whole and dangling, executable bits, empty directories.
   */
  public static void generate(Path root, int files, Random random) throws IOException {
    Files.createDirectories(root);
    for (int i = 0; i < files; i++) {
      Path directory = root.resolve("d" + i % 37).resolve("e" + i % 5);
      Files.createDirectories(directory);
      Path file = directory.resolve("file " + i + ".dat");
      Files.write(file, bytes(size(i, random), random));
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L + i * 61_000L));
      if (i % 11 == 0) {
        file.toFile().setExecutable(true);
      }
    }
    odd(root, random);
  }

  private static int size(int number, Random random) {
    if (number % 500 == 7) {
      return 3_000_000 + random.nextInt(1000);
    }
    return number % 13 == 0 ? 0 : random.nextInt(number % 17 == 0 ? 200_000 : 5_000);
  }

  private static void odd(Path root, Random random) throws IOException {
    for (String name : ODD_NAMES) {
      Path directory = Files.createDirectories(root.resolve("odd").resolve(name));
      Files.write(directory.resolve(name), bytes(100, random));
    }
    Files.createDirectories(root.resolve("empty/nested/deeper"));
    Files.createSymbolicLink(root.resolve("link to a file"), Path.of("odd/-rf/-rf"));
    Files.createSymbolicLink(root.resolve("link to a directory"), Path.of("odd"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("/no/such/place"));
  }

  public static byte[] bytes(int size, Random random) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  public static void text(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Copies a tree with its links, times and modes. */
  public static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file).toString()),
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
