package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {
  @TempDir Path root;

  @Test
  void aNewFileAppearsWithItsTimeAndExecuteBit() throws IOException {
    try (var f = new DiskFixture(root, "d/")) {
      f.scan();
      var plain = f.put("d/a", "1");
      var step =
          new Step.PutFile(
              plain.path(), plain.staged(), plain.mtimeNanos(), true, Optional.empty());
      assertThat(f.apply(step)).isInstanceOf(StepResult.Done.class);
      assertThat(f.tree()).isEqualTo("d/ d/a*=1");
      assertThat(Files.getLastModifiedTime(root.resolve("d/a")).toInstant())
          .isEqualTo(Trees.LONG_AGO);
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void aKnownFileIsReplacedAndItsPermissionsAreKept() throws IOException {
    try (var f = new DiskFixture(root, "a=old")) {
      Files.setPosixFilePermissions(
          root.resolve("a"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
      f.scan();
      var result = f.apply(f.put("a", "new"));
      assertThat(result).isInstanceOf(StepResult.Done.class);
      assertThat(((StepResult.Done) result).rescued()).isEmpty();
      assertThat(f.tree()).isEqualTo("a=new");
      assertThat(Files.getPosixFilePermissions(root.resolve("a")))
          .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void everyKindOfStepLeavesWhatItSays() throws IOException {
    try (var f = new DiskFixture(root, "a=1 b=2 e/ l->x gone=3")) {
      f.scan();
      List<Step> steps =
          List.of(
              new Step.MakeDir(RelPath.of("new")),
              f.put("new/file", "n"),
              new Step.PutLink(RelPath.of("l"), "y", f.expected("l")),
              new Step.PutLink(RelPath.of("m"), "z", Optional.empty()),
              new Step.Move(RelPath.of("b"), RelPath.of("new/b"), f.expected("b").orElseThrow()),
              new Step.Move(RelPath.of("e"), RelPath.of("moved"), f.expected("e").orElseThrow()),
              new Step.SetMeta(RelPath.of("a"), 5_000_000_007L, true, f.expected("a").get()),
              new Step.Remove(RelPath.of("gone"), f.expected("gone").orElseThrow()));
      assertThat(f.disk.apply(steps)).hasOnlyElementsOfType(StepResult.Done.class);
      assertThat(f.tree()).isEqualTo("a*=1 l->y m->z moved/ new/ new/b=2 new/file=n");
    }
  }

  @Test
  void whatIsOnlyConfirmedStaysAsItIs() throws IOException {
    try (var f = new DiskFixture(root, "a=1 l->x")) {
      f.scan();
      for (String name : List.of("a", "l")) {
        Observed there = f.expected(name).orElseThrow();
        assertThat(f.apply(new Step.Confirm(RelPath.of(name), there)))
            .isEqualTo(new StepResult.Done(Optional.of(there), List.of()));
      }
      assertThat(f.tree()).isEqualTo("a=1 l->x");
      assertThat(f.scan()).isEmpty();
    }
  }

  @Test
  void aDirectoryWithSomethingUnknownInsideStays() throws IOException {
    try (var f = new DiskFixture(root, "d/")) {
      f.scan();
      Trees.make(root, "d/surprise=mine");
      var result = f.apply(new Step.Remove(RelPath.of("d"), f.expected("d").orElseThrow()));
      assertThat(result)
          .isInstanceOfSatisfying(
              StepResult.Failed.class,
              failed -> {
                assertThat(failed.error().code()).isEqualTo(ErrorCode.DIRECTORY_NOT_EMPTY);
                assertThat(failed.error().text()).contains("surprise");
              });
      assertThat(f.tree()).isEqualTo("d/ d/surprise=mine");
    }
  }
}
