package app.bothways.tests.journey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.tests.harness.Home;
import app.bothways.tests.harness.Samples;
import app.bothways.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** SIGKILL at random moments: no file is ever anything but a whole old or new version. */
class CrashTest extends Journey {
  private static final int KILLS = Integer.getInteger("bothways.kills", 3);
  private static final int FILES = 600;

  /** Every content that a path has ever had, by hash. */
  private final Map<String, Set<String>> versions = new HashMap<>();

  @Test
  void killedDaemonsGoOnWhereTheyWereAndTearNoFile() throws IOException {
    Random random = Samples.random("CrashTest");
    Home a = local("ana");
    Home b = local("ben");
    a.pairWith(b);
    write(a.folder(), FILES, random);
    String folder = a.share(a.folder(), b);
    b.accept(folder, b.folder());

    for (int kill = 0; kill < KILLS; kill++) {
      Home victim = random.nextBoolean() ? a : b;
      LockSupport.parkNanos(random.nextLong(50_000_000L, 2_500_000_000L));
      victim.daemon().kill();
      assertWhole(a.folder());
      assertWhole(b.folder());
      write(a.folder(), FILES / 6, random);
      victim.start();
    }
    assertSame(a, b, folder);
    assertWhole(a.folder());
    assertWhole(b.folder());
    assertThat(Tree.of(a.folder()).items()).hasSizeGreaterThanOrEqualTo(FILES);
  }

  /** Writes {@code count} of the files anew, each by a rename, as careful programs save. */
  private void write(Path folder, int count, Random random) throws IOException {
    Files.createDirectories(folder);
    Path fresh = household.directory().resolve("saving");
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("d" + i % 7).resolve("file " + i);
      Files.createDirectories(file.getParent());
      Files.write(
          fresh, Samples.bytes(1 + random.nextInt(i % 50 == 0 ? 4_000_000 : 40_000), random));
      versions
          .computeIfAbsent(folder.relativize(file).toString(), _ -> new HashSet<>())
          .add(Tree.content(fresh));
      Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void assertWhole(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.endsWith(".bothways")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = folder.relativize(file).toString();
            assertThat(versions).as("a file that nobody wrote").containsKey(name);
            assertThat(versions.get(name)).as(name + " is whole").contains(Tree.content(file));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void editsMadeWhileADeviceWasDeadArrive() throws IOException {
    Home a = local("ana");
    Home b = local("ben");
    a.pairWith(b);
    Samples.text(a.folder().resolve("one"), "1");
    String folder = a.share(a.folder(), b);
    b.accept(folder, b.folder());
    assertSame(a, b, folder);
    for (Home home : List.of(a, b)) {
      home.daemon().kill();
    }
    Samples.text(a.folder().resolve("two"), "2");
    Files.delete(b.folder().resolve("one"));
    a.start();
    b.start();
    assertSame(a, b, folder);
    assertThat(Tree.of(a.folder()).items().keySet()).containsExactly("two");
  }
}
