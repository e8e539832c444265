package app.bothways.tests.storm;

import app.bothways.tests.harness.Disposal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * One who works in a device's folder. Each act says in the {@link Ledger} exactly what was seen and
 * what was replaced, whatever the device did to the disk at that moment. An act that the disk
 * refuses was not done.
 */
final class Person {
  private static final int MOST_HELD = 3;

  private final String name;
  private final Path root;
  private final Path desk;
  private final Ledger ledger;
  private final Deque<Held> held = new ArrayDeque<>();
  private final List<Path> bin = new ArrayList<>();
  private int files;

  /** A file that a program keeps open, and the bytes that it knows. */
  private record Held(String path, FileChannel channel, long since) {}

  /**
   * @param desk a directory beside the folder, on the same disk
   */
  Person(String name, Path root, Path desk, Ledger ledger) {
    this.name = name;
    this.root = root;
    this.desk = desk;
    this.ledger = ledger;
  }

  private Path fresh() {
    return desk.resolve("made-" + files++);
  }

  private Path at(String path) {
    return root.resolve(path);
  }

  // ---- careful programs ---------------------------------------------------------------------

  /** Written beside and renamed into place, as careful programs save. */
  void save(String path, byte[] bytes) throws IOException {
    Path made = Files.write(fresh(), bytes);
    replace(made, path);
    ledger.wrote(bytes, name, path);
  }

  /** Likewise, by way of a name in the same directory, which others may see for a moment. */
  void saveInFolder(String path, byte[] bytes) throws IOException {
    Path made = Files.write(fresh(), bytes);
    Path beside = at(path).resolveSibling("." + at(path).getFileName() + ".saving" + files);
    Renames.publish(made, beside);
    ledger.wrote(bytes, name, root.relativize(beside).toString());
    try {
      replace(beside, path);
    } catch (NoSuchFileException meanwhile) {
      // The device took it away under another's rename; whoever did it has the content.
      ledger.touched(Content.id(bytes));
    }
  }

  /** Puts {@code from} at a path of the folder; what stood there is not wanted any more. */
  private void replace(Path from, String path) throws IOException {
    Path to = at(path);
    while (true) {
      try {
        Renames.publish(from, to);
        return;
      } catch (FileAlreadyExistsException stands) {
        try {
          Renames.exchange(from, to);
          throwAway(from);
          return;
        } catch (NoSuchFileException gone) {
          if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            throw gone;
          }
        }
      }
    }
  }

  /** A person sees what it is and does not want it any more. */
  private void throwAway(Path what) throws IOException {
    Path away = fresh();
    Renames.publish(what, away);
    bin.add(away);
    for (byte[] bytes : contents(away)) {
      ledger.unwanted(Content.id(bytes));
    }
  }

  /** What was thrown away is gone for good, with what got into it since. */
  void emptyBin() throws IOException {
    for (Path away : bin) {
      for (byte[] bytes : contents(away)) {
        ledger.unwanted(Content.id(bytes));
      }
      Disposal.delete(away);
    }
    bin.clear();
  }

  void delete(String path) throws IOException {
    throwAway(at(path));
  }

  void move(String from, String to) throws IOException {
    Path between = fresh();
    Renames.publish(at(from), between);
    List<byte[]> moved = contents(between);
    moved.forEach(bytes -> ledger.touched(Content.id(bytes)));
    try {
      replace(between, to);
    } catch (IOException noPlace) {
      putBack(between, from);
    }
  }

  private void putBack(Path what, String path) throws IOException {
    for (int i = 0; ; i++) {
      try {
        Files.createDirectories(at(path).getParent());
        Renames.publish(what, at(i == 0 ? path : path + " back " + i));
        return;
      } catch (FileAlreadyExistsException taken) {
        // Under the next name.
      }
    }
  }

  /** As programs do that rename in one step. */
  void rename(String from, String to) throws IOException {
    List<byte[]> before = contents(at(from));
    Renames.publish(at(from), at(to));
    before.forEach(bytes -> ledger.touched(Content.id(bytes)));
    contents(at(to)).forEach(bytes -> ledger.touched(Content.id(bytes)));
  }

  void swap(String a, String b) throws IOException {
    Renames.exchange(at(a), at(b));
    for (String path : List.of(a, b)) {
      contents(at(path)).forEach(bytes -> ledger.touched(Content.id(bytes)));
    }
  }

  void copy(String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(at(from));
    ledger.touched(Content.id(bytes));
    Path made = Files.write(fresh(), bytes);
    replace(made, to);
  }

  void makeDir(String path) throws IOException {
    Files.createDirectories(at(path));
  }

  void link(String path, String target) throws IOException {
    Path made = Files.createSymbolicLink(fresh(), Path.of(target));
    replace(made, path);
  }

  void executable(String path, boolean on) throws IOException {
    byte[] bytes = Files.readAllBytes(at(path));
    ledger.touched(Content.id(bytes));
    if (!at(path).toFile().setExecutable(on)) {
      throw new NoSuchFileException(path);
    }
  }

  void touch(String path, FileTime time) throws IOException {
    byte[] bytes = Files.readAllBytes(at(path));
    ledger.touched(Content.id(bytes));
    Files.setLastModifiedTime(at(path), time);
  }

  // ---- careless programs ---------------------------------------------------------------------

  /** How a program writes into a file that stands. */
  enum Manner {
    TRUNCATE,
    APPEND,
    PATCH
  }

  void overwrite(String path, Manner manner, int size, Random random) throws IOException {
    try (FileChannel channel = open(path)) {
      write(path, channel, manner, size, random);
    }
  }

  private FileChannel open(String path) throws IOException {
    return FileChannel.open(
        at(path), StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  /** What is in the file afterwards. */
  private byte[] write(String path, FileChannel channel, Manner manner, int size, Random random)
      throws IOException {
    byte[] old = read(channel);
    long number = ledger.nextNumber();
    byte[] now =
        switch (manner) {
          case TRUNCATE -> Content.fresh(number, size);
          case APPEND -> Content.appended(old, number);
          case PATCH -> Content.patched(old, number, random);
        };
    ledger.overwrote(old, now, name, path);
    try {
      if (manner == Manner.TRUNCATE) {
        channel.truncate(0);
      }
      int from = manner == Manner.APPEND ? old.length : 0;
      ByteBuffer rest = ByteBuffer.wrap(now, from, now.length - from);
      for (long at = from; rest.hasRemaining(); ) {
        at += channel.write(rest, at);
      }
      return now;
    } catch (IOException full) {
      ledger.unwanted(Content.id(now));
      ledger.halfWritten(read(channel));
      throw full;
    }
  }

  private static byte[] read(FileChannel channel) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    for (int n = 0; n >= 0 && all.hasRemaining(); ) {
      n = channel.read(all, all.position());
    }
    return java.util.Arrays.copyOf(all.array(), all.position());
  }

  /** A program opens a file and writes to it only some time later. */
  void hold(String path) throws IOException {
    if (held.size() < MOST_HELD) {
      held.add(new Held(path, open(path), System.nanoTime()));
    }
  }

  /** The program that has held a file for the longest time appends to it and closes it. */
  void release() throws IOException {
    Held first = held.poll();
    if (first != null) {
      try (FileChannel channel = first.channel()) {
        ledger.late(write(first.path(), channel, Manner.APPEND, 0, new Random(0)));
      }
    }
  }

  /** For how long the oldest has been held, in ns. */
  long heldFor() {
    return held.isEmpty() ? 0 : System.nanoTime() - held.peek().since();
  }

  // ---- looking -------------------------------------------------------------------------------

  private static List<byte[]> contents(Path what) throws IOException {
    var all = new ArrayList<byte[]>();
    Files.walkFileTree(
        what,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              all.add(Files.readAllBytes(file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException && !file.equals(what)) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return all;
  }
}
