package app.bothways.app.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A small folder as people have them, always the same; and what people do to it. */
final class SampleTree {
  private static final int LETTERS = 240;
  private static final int PHOTOS = 60;
  private static final int BIG_BYTES = 2 << 20;

  private final Path root;
  private final Random random;

  SampleTree(Path root, long seed) {
    this.root = root;
    this.random = new Random(seed);
  }

  /** About 300 files of 6 MiB in all, with names that are not easy. */
  void create() throws IOException {
    for (int i = 0; i < LETTERS; i++) {
      write("Letters/" + (2000 + i % 20) + "/letter " + i + ".txt", 200 + random.nextInt(3000));
    }
    for (int i = 0; i < PHOTOS; i++) {
      write("Photos/Summer ☀️/image-" + i + ".raw", 20_000 + random.nextInt(80_000));
    }
    write("Photos/panorama.raw", BIG_BYTES);
    write("Notes/it's \"quoted\".md", 1000);
    Files.createDirectories(root.resolve("An empty place"));
  }

  /** Changes, deletes and renames some of what {@link #create} made. */
  void tidyUp() throws IOException {
    for (int i = 0; i < 20; i++) {
      write("Letters/" + (2000 + i) + "/letter " + i + ".txt", 500 + random.nextInt(500));
    }
    for (int i = 20; i < 30; i++) {
      Files.delete(root.resolve("Letters/" + (2000 + i % 20) + "/letter " + i + ".txt"));
    }
    for (int i = 0; i < 5; i++) {
      Path photos = root.resolve("Photos/Summer ☀️");
      Files.move(photos.resolve("image-" + i + ".raw"), photos.resolve("best " + i + ".raw"));
    }
  }

  /** Adds {@code count} files of its own. */
  void add(String directory, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write(directory + "/draft " + i + ".txt", 300 + random.nextInt(5000));
    }
  }

  /** One more line at the end of a file that may not exist yet. */
  void append(String file, String line) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(
        path,
        line + "\n",
        StandardCharsets.UTF_8,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  private void write(String path, int size) throws IOException {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
