package app.bothways.tests.storm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Chooses what a person does next, in one folder, and lets him do it. */
final class Acts {
  /** What people do; each round leaves some of it out. */
  enum Kind {
    SAVE,
    SAVE_IN_FOLDER,
    TRUNCATE,
    APPEND,
    PATCH,
    HOLD,
    RELEASE,
    DELETE,
    DELETE_TREE,
    MOVE,
    RENAME,
    RENAME_TREE,
    SWAP,
    COPY,
    MAKE_DIR,
    LINK,
    EXECUTABLE,
    TOUCH,
    BURST
  }

  private static final List<String> DIRS = List.of("", "a", "a/b", "c", "c/d e", "übung");
  private static final List<String> NAMES =
      List.of("one", "two.txt", "three.odt", "four", "fünf", "six.tar.gz", "a", "c");

  private final Path root;
  private final Person person;
  private final Ledger ledger;
  private final Set<Kind> kinds = EnumSet.allOf(Kind.class);

  Acts(Path root, Person person, Ledger ledger) {
    this.root = root;
    this.person = person;
    this.ledger = ledger;
  }

  /** Only these from now on. */
  void only(Set<Kind> some) {
    kinds.retainAll(EnumSet.noneOf(Kind.class));
    kinds.addAll(some);
  }

  /** Does one thing; says what. What the disk refuses is not done and told as such. */
  String next(Random random) {
    List<Kind> possible = List.copyOf(kinds);
    Kind kind = possible.get(random.nextInt(possible.size()));
    String path = random.nextInt(3) == 0 ? some(random) : there(random, kind);
    String to = random.nextBoolean() ? some(random) : there(random, Kind.MOVE);
    String said = kind + " " + path + " " + to;
    int act = ledger.nextAct();
    try {
      act(kind, path, to, random);
      return act + " " + said;
    } catch (IOException refused) {
      return act + " " + said + " refused: " + refused;
    }
  }

  private void act(Kind kind, String path, String to, Random random) throws IOException {
    switch (kind) {
      case SAVE -> person.save(path, fresh(random));
      case SAVE_IN_FOLDER -> person.saveInFolder(path, fresh(random));
      case TRUNCATE -> person.overwrite(path, Person.Manner.TRUNCATE, size(random), random);
      case APPEND -> person.overwrite(path, Person.Manner.APPEND, 0, random);
      case PATCH -> person.overwrite(path, Person.Manner.PATCH, 0, random);
      case HOLD -> person.hold(path);
      case RELEASE -> person.release();
      case DELETE, DELETE_TREE -> person.delete(path);
      case MOVE -> person.move(path, to);
      case RENAME, RENAME_TREE -> person.rename(path, to);
      case SWAP -> person.swap(path, to);
      case COPY -> person.copy(path, to);
      case MAKE_DIR -> person.makeDir(path);
      case LINK -> person.link(path, "target " + random.nextInt(9));
      case EXECUTABLE -> person.executable(path, random.nextBoolean());
      case TOUCH ->
          person.touch(path, FileTime.fromMillis(1_500_000_000_000L + random.nextInt(1_000_000)));
      case BURST -> burst(path, random);
    }
  }

  private void burst(String path, Random random) throws IOException {
    person.makeDir(path);
    int count = 20 + random.nextInt(200);
    for (int i = 0; i < count; i++) {
      person.save(path + "/" + i, Content.fresh(ledger.nextNumber(), 30 + random.nextInt(900)));
    }
  }

  private byte[] fresh(Random random) {
    return Content.fresh(ledger.nextNumber(), size(random));
  }

  /** Most are small; some have several chunks. */
  private static int size(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> 300_000 + random.nextInt(2_000_000);
      case 1, 2 -> random.nextInt(200_000);
      default -> random.nextInt(5_000);
    };
  }

  private static String some(Random random) {
    String dir = DIRS.get(random.nextInt(DIRS.size()));
    String name = NAMES.get(random.nextInt(NAMES.size()));
    return dir.isEmpty() ? name : dir + "/" + name;
  }

  /** A path that stands, of a kind that the act is for; any when there is none. */
  private String there(Random random, Kind kind) {
    List<String> found = new ArrayList<>();
    boolean dirs = kind == Kind.DELETE_TREE || kind == Kind.RENAME_TREE || kind == Kind.SWAP;
    collect(root, dirs, kind == Kind.MOVE || !dirs, found);
    return found.isEmpty() ? some(random) : found.get(random.nextInt(found.size()));
  }

  private void collect(Path directory, boolean dirs, boolean files, List<String> found) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = root.relativize(entry).toString();
        boolean dir = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        if (name.startsWith(".bothways") || name.startsWith(".stfolder")) {
          continue;
        }
        if (dir ? dirs : files) {
          found.add(name);
        }
        if (dir) {
          collect(entry, dirs, files, found);
        }
      }
    } catch (IOException goneMeanwhile) {
      // What was found so far will do.
    }
  }
}
