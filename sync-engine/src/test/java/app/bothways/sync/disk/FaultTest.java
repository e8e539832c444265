package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the system says no, nothing is half done and the reason is told. */
class FaultTest {
  @TempDir Path directory;

  private static ErrorCode code(StepResult result) {
    assertThat(result).isInstanceOf(StepResult.Failed.class);
    var error = ((StepResult.Failed) result).error();
    assertThat(error.text()).isNotBlank();
    assertThat(error.next()).isNotBlank();
    return error.code();
  }

  @Test
  void whateverIsDeniedOneItemNeverStopsAnother() throws IOException {
    for (var fault :
        List.of(
            new FileSystemException("x", null, "No space left on device"),
            new FileSystemException("x", null, "Read-only file system"),
            new FileSystemException("x", null, "Text file busy"),
            new FileSystemException("x", null, "File name too long"),
            new AccessDeniedException("x"),
            new FileSystemException("x", null, "Input/output error"))) {
      denied(fault);
    }
  }

  private void denied(FileSystemException fault) throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    var hook = new AtomicReference<HookedFs.Hook>((call, arguments) -> {});
    try (var f =
        new DiskFixture(
            root,
            "a=old b=old c=1 m=1",
            fs -> HookedFs.around(fs, (call, args) -> hook.get().before(call, args)))) {
      f.scan();
      List<Step> steps =
          List.of(
              f.put("a", "new"),
              f.put("b", "new"),
              new Step.Remove(RelPath.of("c"), f.expected("c").orElseThrow()),
              new Step.Move(RelPath.of("m"), RelPath.of("n"), f.expected("m").orElseThrow()),
              new Step.MakeDir(RelPath.of("d")));
      hook.set(
          (call, arguments) -> {
            boolean ofUser =
                switch (call) {
                  case "swap" -> ((Path) arguments[0]).endsWith("a");
                  case "publish", "takeOut" -> !((Path) arguments[0]).endsWith("b");
                  case "makeDir" -> ((Path) arguments[0]).endsWith("d");
                  default -> false;
                };
            if (ofUser) {
              throw fault;
            }
          });
      List<StepResult> results = f.disk.apply(steps);
      ErrorCode expected =
          switch (String.valueOf(fault.getReason())) {
            case "No space left on device" -> ErrorCode.DISK_FULL;
            case "Read-only file system", "null" -> ErrorCode.PERMISSION_DENIED;
            case "Text file busy" -> ErrorCode.IN_USE;
            case "File name too long" -> ErrorCode.NAME_NOT_POSSIBLE;
            default -> ErrorCode.WRITE_FAILED;
          };
      assertThat(code(results.get(0))).isEqualTo(expected);
      assertThat(results.get(1)).isInstanceOf(StepResult.Done.class);
      assertThat(results.subList(2, 5)).allMatch(r -> code(r) == expected);
      assertThat(f.tree()).isEqualTo("a=old b=new c=1 m=1");
    }
  }

  @Test
  void aNameThatTheSystemTakesForAnotherIsTold() throws IOException {
    var hook = new AtomicReference<HookedFs.Hook>((call, arguments) -> {});
    try (var f =
        new DiskFixture(
            directory,
            "readme=1",
            fs -> HookedFs.around(fs, (call, args) -> hook.get().before(call, args)))) {
      f.scan();
      Step step = f.put("README", "2");
      // As on a file system that does not tell case apart.
      hook.set(
          (call, arguments) -> {
            if (call.equals("publish")) {
              throw new FileAlreadyExistsException("README");
            }
          });
      assertThat(code(f.apply(step))).isEqualTo(ErrorCode.NAME_NOT_POSSIBLE);
      assertThat(f.tree()).isEqualTo("readme=1");
    }
  }

  @Test
  void aStepMeetingAnotherDiskThanExpectedIsStale() throws IOException {
    try (var f = new DiskFixture(directory, "a=1 b=1 d/ l->x")) {
      f.scan();
      List<Step> steps =
          List.of(
              f.put("a", "n"),
              new Step.PutFile(RelPath.of("b"), f.stage("n"), 0, false, Optional.empty()),
              new Step.MakeDir(RelPath.of("a")),
              new Step.PutLink(RelPath.of("l"), "y", Optional.empty()),
              new Step.SetMeta(RelPath.of("a"), 0, true, f.expected("a").orElseThrow()),
              new Step.Confirm(RelPath.of("a"), f.expected("a").orElseThrow()),
              new Step.Confirm(RelPath.of("none"), f.expected("a").orElseThrow()),
              new Step.Remove(RelPath.of("a"), f.expected("a").orElseThrow()),
              new Step.Remove(RelPath.of("b"), f.expected("d").orElseThrow()),
              new Step.Move(RelPath.of("a"), RelPath.of("m"), f.expected("a").orElseThrow()),
              new Step.Move(RelPath.of("b"), RelPath.of("l"), f.expected("b").orElseThrow()),
              new Step.MakeDir(RelPath.of("none/d")));
      Trees.make(directory, "a=mine");
      for (StepResult result : f.disk.apply(steps)) {
        assertThat(result).isInstanceOf(StepResult.Stale.class);
      }
      assertThat(f.tree()).isEqualTo("a=mine b=1 d/ l->x");
      assertThat(directory.resolve(".bothways/trash")).isEmptyDirectory();
      assertThat(directory.resolve(".bothways/journal")).isEmptyDirectory();
    }
  }

  @Test
  void stagingRefusesOtherContentAndLeavesNothing() throws IOException {
    try (var f = new DiskFixture(directory, "")) {
      byte[] bytes = "content".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      for (long size : new long[] {0, 6, 8}) {
        assertDamaged(f, new ByteArrayInputStream(bytes), size, "content");
      }
      assertDamaged(f, new ByteArrayInputStream(bytes), 7, "other");
      assertDamaged(f, InputStream.nullInputStream(), 7, "content");
      assertThat(directory.resolve(".bothways/stage")).isEmptyDirectory();
      assertThat(f.stage("").size()).isZero();
    }
  }

  private static void assertDamaged(DiskFixture f, InputStream in, long size, String content) {
    assertThatThrownBy(() -> f.disk.stage(in, size, DiskFixture.id(content)))
        .isInstanceOfSatisfying(
            DiskException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CONTENT_DAMAGED));
  }

  @Test
  void aCopyOnThisDiskIsTakenOnlyIfItIsWhatWasAskedFor() throws IOException {
    try (var f = new DiskFixture(directory, "a=1")) {
      f.scan();
      Observed known = f.expected("a").orElseThrow();
      Staged copy = f.disk.stageCopy(RelPath.of("a"), known, DiskFixture.id("1")).orElseThrow();
      f.apply(f.put("b", copy));
      assertThat(f.tree()).isEqualTo("a=1 b=1");
      assertThat(f.disk.stageCopy(RelPath.of("a"), known, DiskFixture.id("2"))).isEmpty();
      Trees.make(directory, "a=22");
      assertThat(f.disk.stageCopy(RelPath.of("a"), known, DiskFixture.id("1"))).isEmpty();
    }
  }

  @Test
  void aFileIsOpenedOnlyAsItWasSeen() throws IOException {
    try (var f = new DiskFixture(directory, "a=1")) {
      f.scan();
      Observed known = f.expected("a").orElseThrow();
      try (InputStream in = f.disk.open(RelPath.of("a"), known)) {
        assertThat(in.readAllBytes()).containsExactly('1');
      }
      Trees.make(directory, "a=22");
      assertThatThrownBy(() -> f.disk.open(RelPath.of("a"), known))
          .isInstanceOf(DiskException.class);
      Files.delete(directory.resolve("a"));
      assertThatThrownBy(() -> f.disk.open(RelPath.of("a"), known))
          .isInstanceOf(DiskException.class);
    }
  }

  @Test
  void aFullDiskIsNoticedBeforeAndWhileStaging() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("small"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=2m", "none", mount.toString()) == 0,
        "a small file system cannot be mounted here");
    try (var f = new DiskFixture(mount, "a=old")) {
      f.scan();
      assertFull(f, InputStream.nullInputStream(), 3 << 20);
      // Somebody else fills the disk after the look at the free space.
      assertFull(f, new Filling(mount.resolve("filler")), 1 << 20);
      assertThat(mount.resolve(".bothways/stage")).isEmptyDirectory();
      Files.delete(mount.resolve("filler"));
      assertThat(f.apply(f.put("a", "new"))).isInstanceOf(StepResult.Done.class);
      assertThat(f.tree()).isEqualTo("a=new");
    } finally {
      assertThat(run("umount", mount.toString())).isZero();
    }
  }

  private static void assertFull(DiskFixture f, InputStream in, long size) {
    assertThatThrownBy(() -> f.disk.stage(in, size, DiskFixture.id("x")))
        .isInstanceOfSatisfying(
            DiskException.class, e -> assertThat(e.error().code()).isEqualTo(ErrorCode.DISK_FULL));
  }

  /** Endless; fills the disk before its first byte. */
  private static final class Filling extends InputStream {
    private final Path filler;

    Filling(Path filler) {
      this.filler = filler;
    }

    @Override
    public int read() {
      return 1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      try (var out = Files.newOutputStream(filler, java.nio.file.StandardOpenOption.CREATE_NEW)) {
        while (true) {
          out.write(new byte[4096]);
        }
      } catch (IOException fullOrDone) {
        return length;
      }
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @Test
  void linksKeepTheirTargetToTheLetter() throws IOException {
    try (var f = new DiskFixture(directory, "")) {
      for (String target : List.of("a//b/", "../..", "/", " ", "x\ny", "ü")) {
        RelPath path = RelPath.of("l" + target.hashCode());
        var step = new Step.PutLink(path, target, Optional.empty());
        assertThat(f.apply(step)).isInstanceOf(StepResult.Done.class);
      }
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void manyThreadsMayStageAndApplyAtOnce() throws Exception {
    try (var f = new DiskFixture(directory, "")) {
      try (var pool = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 300; i++) {
          String name = "f" + i;
          pool.submit(() -> f.apply(f.put(name, name)));
        }
      }
      for (int i = 0; i < 300; i++) {
        assertThat(directory.resolve("f" + i)).hasContent("f" + i);
      }
      assertThat(directory.resolve(".bothways/stage")).isEmptyDirectory();
    }
  }
}
