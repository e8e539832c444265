package app.bothways.app.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** A small folder as people have them, always the same; and what people do to it. */
final class SampleTree {
  private static final int LETTERS = 240;
  private static final int PHOTOS = 60;
  private static final int BIG_BYTES = 2 << 20;
  private static final int MEBIBYTE = 1 << 20;
  private static final String MANY = "Many files";
  private static final String LARGE = "Large file.raw";

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

  /** Many small files in a hundred directories, and one large file. */
  void add(Volume volume) throws IOException {
    for (int i = 0; i < volume.files(); i++) {
      write(MANY + "/" + i % 100 + "/file " + i + ".raw", 4096);
    }
    if (volume.mebibytes() > 0) {
      try (OutputStream file = Files.newOutputStream(root.resolve(LARGE))) {
        for (int i = 0; i < volume.mebibytes(); i++) {
          file.write(random(MEBIBYTE));
        }
      }
    }
  }

  /** Another name for the directory of the many, and another mebibyte amid the large one. */
  void change(Volume volume) throws IOException {
    if (volume.files() > 0) {
      Files.move(root.resolve(MANY), root.resolve("Moved"));
    }
    if (volume.mebibytes() > 0) {
      try (FileChannel file = FileChannel.open(root.resolve(LARGE), StandardOpenOption.WRITE)) {
        var there = ByteBuffer.wrap(random(MEBIBYTE));
        file.position(volume.mebibytes() / 2 * (long) MEBIBYTE);
        while (there.hasRemaining()) {
          file.write(there);
        }
      }
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
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void write(String path, int size) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, random(size));
  }

  private byte[] random(int size) {
    var bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
