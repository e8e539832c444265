package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.fs.TickingFs;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that have a file open while it is replaced or removed. */
class LateWriteTest {
  @TempDir Path root;

  @Test
  void whatIsWrittenIntoAReplacedFileGetsANameOfItsOwn() throws IOException {
    try (var f = new DiskFixture(root, "d/report.txt=old");
        var open = new RandomAccessFile(root.resolve("d/report.txt").toFile(), "rw")) {
      f.scan();
      assertThat(f.apply(f.put("d/report.txt", "new"))).isInstanceOf(StepResult.Done.class);
      assertThat(f.disk.graceCheck()).isEmpty();
      open.writeBytes("late");
      var named = f.disk.graceCheck();
      assertThat(named).hasSize(1).isEqualTo(f.rescuedLater);
      assertThat(named.getFirst().toString())
          .matches(
              "d/report \\(kept, Anna's PC, \\d{4}-\\d\\d-\\d\\d \\d\\d-\\d\\d-\\d\\d\\)\\.txt");
      assertThat(root.resolve(named.getFirst().toString())).hasContent("late");
      assertThat(root.resolve("d/report.txt")).hasContent("new");
      open.writeBytes(" and later");
      assertThat(root.resolve(named.getFirst().toString())).hasContent("late and later");
    }
  }

  /** Two writes in one tick of the disk's clock, and a version from elsewhere between them. */
  @Test
  void soItDoesWithinATickOfTheDisksClock() throws IOException {
    Duration tick = Duration.ofSeconds(2);
    try (var f = new DiskFixture(root, "a=old", fs -> new TickingFs(fs, tick));
        var open = new RandomAccessFile(root.resolve("a").toFile(), "rw")) {
      f.now();
      Files.setLastModifiedTime(root.resolve("a"), FileTime.from(Instant.now()));
      f.scan();
      assertThat(f.apply(f.put("a", "new"))).isInstanceOf(StepResult.Done.class);
      assertThat(f.disk.graceCheck()).isEmpty();
      open.writeBytes("own");
      assertThat(f.disk.graceCheck()).hasSize(1);
      assertThat(f.tree()).startsWith("a=new a (kept, ").endsWith("=own");
    }
  }

  @Test
  void soDoesWhatIsWrittenIntoARemovedFile() throws IOException {
    try (var f = new DiskFixture(root, "a=old");
        var open = new RandomAccessFile(root.resolve("a").toFile(), "rw")) {
      f.scan();
      f.apply(new Step.Remove(RelPath.of("a"), f.expected("a").orElseThrow()));
      assertThat(f.tree()).isEmpty();
      open.writeBytes("late");
      assertThat(f.disk.graceCheck()).hasSize(1);
      assertThat(f.tree()).startsWith("a (kept, ").endsWith("=late");
    }
  }

  @Test
  void itIsFoundAfterARestartToo() throws IOException {
    try (var f = new DiskFixture(root, "a=old");
        var open = new RandomAccessFile(root.resolve("a").toFile(), "rw")) {
      f.scan();
      f.apply(f.put("a", "new"));
      open.writeBytes("late");
      f.reopen(f.localFs());
      f.disk.recover();
      assertThat(f.rescuedLater).hasSize(1);
      assertThat(f.tree()).startsWith("a=new a (kept, ").endsWith("=late");
    }
  }

  @Test
  void anInterruptMakesNobodysWorkOfTheOldFile() throws IOException {
    try (var f = new DiskFixture(root, "a=old")) {
      // Its stamp is not to be trusted, so that what came out has to be read.
      Files.setLastModifiedTime(root.resolve("a"), FileTime.from(Instant.now()));
      f.scan();
      var put = f.put("a", "new");
      var reads = new AtomicInteger();
      f.reopen(
          HookedFs.around(
              f.localFs(),
              (call, arguments) -> {
                if (call.equals("openRead") && reads.incrementAndGet() == 2) {
                  Thread.currentThread().interrupt();
                }
              }));
      assertThat(f.apply(put)).isInstanceOf(StepResult.Done.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(f.tree()).isEqualTo("a=new");
      assertThat(f.disk.graceCheck()).isEmpty();
      f.later.set(Duration.ofSeconds(200));
      assertThat(f.disk.graceCheck()).isEmpty();
      assertThat(f.tree()).isEqualTo("a=new");
      assertThat(root.resolve(".bothways/trash")).isEmptyDirectory();
    }
  }

  @Test
  void afterAMinuteTheOldFileIsLetGoWhenNoVersionsAreKept() throws IOException {
    try (var f = new DiskFixture(root, "a=old")) {
      f.disk.keeping(Keeping.OFF);
      f.scan();
      f.apply(f.put("a", "new"));
      f.later.set(Duration.ofSeconds(59));
      f.disk.graceCheck();
      assertThat(root.resolve(".bothways/trash")).isNotEmptyDirectory();
      f.later.set(Duration.ofSeconds(61));
      assertThat(f.disk.graceCheck()).isEmpty();
      assertThat(root.resolve(".bothways/trash")).isEmptyDirectory();
      assertThat(root.resolve(".bothways/journal")).isEmptyDirectory();
    }
  }

  /** Storm 20261301: the settings had just been changed, so versions were cleared away at once. */
  @Test
  void whatIsStillWatchedIsNoVersionTooMany() throws IOException {
    for (var keeping : List.of(Keeping.last(1), new Keeping(9, Keeping.LONGEST, 3))) {
      Path folder = Files.createDirectory(root.resolve("" + keeping.perFile()));
      try (var f = new DiskFixture(folder, "a=old");
          var open = new RandomAccessFile(folder.resolve("a").toFile(), "rw")) {
        f.disk.keeping(keeping);
        f.scan();
        f.apply(f.put("a", "new"));
        f.apply(f.put("a", "newer"));
        assertThat(f.disk.graceCheck()).isEmpty();
        open.writeBytes("late");
        assertThat(f.disk.graceCheck()).hasSize(1);
        assertThat(f.tree()).startsWith("a=newer a (kept, ").endsWith("=late");
      }
    }
  }

  @Test
  void itGoesWhenItIsWatchedNoLonger() throws IOException {
    try (var f = new DiskFixture(root, "a=old")) {
      f.disk.keeping(Keeping.last(1));
      f.scan();
      f.apply(f.put("a", "new"));
      f.apply(f.put("a", "newer"));
      f.disk.graceCheck();
      assertThat(f.disk.versions(Optional.empty())).hasSize(2);
      f.later.set(Duration.ofSeconds(61));
      f.disk.graceCheck();
      assertThat(f.disk.versions(Optional.empty())).hasSize(1);
    }
  }

  @Test
  void aTouchOfTheOldFileIsNoWork() throws IOException {
    try (var f = new DiskFixture(root, "a=old")) {
      f.scan();
      Files.createLink(root.resolve("twin"), root.resolve("a"));
      f.scan();
      f.apply(f.put("a", "new"));
      Files.delete(root.resolve("twin"));
      assertThat(f.disk.graceCheck()).isEmpty();
      assertThat(f.tree()).isEqualTo("a=new");
    }
  }

  @Test
  void longNamesAreShortenedToMakeRoomForTheMark() throws IOException {
    String name = "ü".repeat(125) + ".txt";
    try (var f = new DiskFixture(root, name + "=old");
        var open = new RandomAccessFile(root.resolve(name).toFile(), "rw")) {
      f.scan();
      f.apply(f.put(name, "new"));
      open.writeBytes("late");
      var named = f.disk.graceCheck();
      assertThat(named).hasSize(1);
      assertThat(named.getFirst().name()).startsWith("üü").contains("(kept,").endsWith(".txt");
      assertThat(root.resolve(named.getFirst().toString())).hasContent("late");
    }
  }
}
