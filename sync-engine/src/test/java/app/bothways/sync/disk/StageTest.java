package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could not be put is used for the next try, and does not pile up. */
class StageTest {
  @TempDir Path base;
  private DiskFixture folder;

  @BeforeEach
  void open() throws IOException {
    folder = new DiskFixture(base.toRealPath().resolve("folder"), "");
    assertThat(folder.apply(folder.put("source", "text"))).isInstanceOf(StepResult.Done.class);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  private long staged() throws IOException {
    try (var files = Files.list(folder.root.resolve(".bothways/stage"))) {
      return files.count();
    }
  }

  private Staged copy() {
    Observed source = folder.expected("source").orElseThrow();
    return folder
        .disk
        .stageCopy(RelPath.of("source"), source, DiskFixture.id("text"))
        .orElseThrow();
  }

  /** As a planner does that has not heard yet of what a person has just done at the target. */
  @Test
  void aCopyThatIsStaleAgainAndAgainIsMadeOnce() throws IOException {
    Optional<Observed> wrong = folder.expected("source");
    for (int i = 0; i < 50; i++) {
      var put = new Step.PutFile(RelPath.of("target"), copy(), 1, false, wrong);
      assertThat(folder.disk.apply(java.util.List.of(put)).getFirst())
          .isInstanceOf(StepResult.Stale.class);
      assertThat(staged()).isEqualTo(1);
    }
    assertThat(folder.apply(folder.put("target", copy()))).isInstanceOf(StepResult.Done.class);
    assertThat(folder.root.resolve("target")).hasContent("text");
    assertThat(staged()).isZero();
  }

  @Test
  void whatAnEarlierRunLeftTooOftenIsTidiedUp() throws IOException {
    Path stage = folder.root.resolve(".bothways/stage");
    for (int i = 0; i < 30; i++) {
      Files.writeString(stage.resolve(DiskFixture.id("text") + "-" + (900 + i)), "text");
    }
    folder.reopen(folder.localFs());
    folder.disk.recover();
    assertThat(staged()).isBetween(1L, 5L);
    assertThat(folder.disk.staged(DiskFixture.id("text"))).isPresent();
  }

  @Test
  void whatCouldNotBePutIsNotFetchedAgain() throws IOException {
    Files.writeString(folder.root.resolve("target"), "a person's");
    Step.PutFile put = folder.put("target", "from another device");
    assertThat(folder.apply(put)).isNotInstanceOf(StepResult.Done.class);
    assertThat(folder.disk.staged(DiskFixture.id("from another device"))).isPresent();
    assertThat(folder.root.resolve("target")).hasContent("a person's");
  }

  /**
   * Where a file gets its second name before it loses the first, the disk may refuse the latter.
   */
  @Test
  void whatStandsInTheTreeAlreadyIsNotPutThereOnceMore() throws IOException {
    HookedFs.Hook refuses =
        (call, arguments) -> {
          if (call.equals("publish") && arguments[1].toString().endsWith("target")) {
            Files.createLink((Path) arguments[1], (Path) arguments[0]);
            throw new IOException("planted");
          }
        };
    folder.reopen(HookedFs.around(folder.localFs(), refuses));
    folder.disk.recover();
    assertThat(folder.apply(folder.put("target", "new"))).isInstanceOf(StepResult.Failed.class);
    assertThat(folder.disk.staged(DiskFixture.id("new"))).isEmpty();
    assertThat(folder.root.resolve("target")).hasContent("new");
    assertThat(folder.localFs().lstat(folder.root.resolve("target")).links()).isEqualTo(1);
  }
}
