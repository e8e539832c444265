package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That a step finds nothing does not mean that it is done: the disk may be gone, or a directory
 * that this program needs for itself. What was not removed would be found again and told to all.
 */
class NotThereTest {
  @TempDir Path directory;
  private Path root;
  private Path elsewhere;
  private DiskFixture f;

  @BeforeEach
  void threeFiles() throws IOException {
    root = directory.resolve("root");
    elsewhere = directory.resolve("elsewhere");
    f = new DiskFixture(root, "a=1 b=2 d/c=3");
    f.scan();
  }

  @AfterEach
  void close() {
    f.close();
  }

  private Step remove(String path) {
    return new Step.Remove(RelPath.of(path), f.expected(path).orElseThrow());
  }

  private void before(String call, HookedFs.Hook hook) {
    var done = new AtomicBoolean();
    HookedFs.Hook once =
        (name, arguments) -> {
          if (name.equals(call) && done.compareAndSet(false, true)) {
            hook.before(name, arguments);
          }
        };
    f.reopen(HookedFs.around(f.localFs(), once));
  }

  private static void hasFailed(StepResult result, ErrorCode code) {
    assertThat(result)
        .isInstanceOfSatisfying(
            StepResult.Failed.class, failed -> assertThat(failed.error().code()).isEqualTo(code));
  }

  /** People and their tools remove empty directories. */
  @Test
  void withoutOurOwnDirectoriesNothingIsRemoved() throws IOException {
    f.apply(remove("a"));
    Files.delete(root.resolve(".bothways/trash"));
    hasFailed(f.apply(remove("b")), ErrorCode.WRITE_FAILED);
    assertThat(f.tree()).isEqualTo("b=2 d/ d/c=3");
    assertThat(f.apply(remove("b"))).isInstanceOf(StepResult.Done.class);
    assertThat(f.tree()).isEqualTo("d/ d/c=3");
  }

  @Test
  void norIsAnythingReplacedForLong() throws IOException {
    f.apply(remove("a"));
    Files.delete(root.resolve(".bothways/trash"));
    assertThat(f.apply(f.put("b", "new"))).isNotInstanceOf(StepResult.Done.class);
    assertThat(f.apply(f.put("b", "new"))).isInstanceOf(StepResult.Done.class);
    assertThat(f.tree()).isEqualTo("b=new d/ d/c=3");
  }

  @Test
  void fromADiskThatIsGoneNothingIsRemoved() throws IOException {
    before("takeOut", (_, _) -> Files.move(root, elsewhere));
    List<StepResult> results = f.disk.apply(List.of(remove("a"), remove("b")));
    hasFailed(results.getLast(), ErrorCode.ROOT_MISSING);
    Files.move(elsewhere, root);
    assertThat(Files.readString(root.resolve("b"))).isEqualTo("2");
  }

  @Test
  void norIsADirectoryMadeWhereItWasMounted() throws IOException {
    before(
        "takeOut",
        (_, _) -> {
          Files.move(root, elsewhere);
          Files.createDirectory(root);
        });
    List<StepResult> results =
        f.disk.apply(List.of(remove("a"), new Step.MakeDir(RelPath.of("new")), remove("b")));
    assertThat(results.subList(1, 3)).hasOnlyElementsOfType(StepResult.Failed.class);
  }

  @Test
  void whatIsReallyGoneIsDone() throws IOException {
    Step c = remove("d/c");
    Files.delete(root.resolve("d/c"));
    Files.delete(root.resolve("d"));
    assertThat(f.apply(c)).isInstanceOf(StepResult.Done.class);
  }

  /** Somebody wrote to it at the last moment, and then its directory went. */
  @Test
  void whatCannotGoBackGetsAName() throws IOException {
    var writes = new AtomicBoolean(true);
    HookedFs.Hook hook =
        (call, arguments) -> {
          if (call.equals("takeOut") && writes.getAndSet(false)) {
            Files.writeString((Path) arguments[0], "written to at the last moment");
          } else if (call.equals("publish") && Files.exists(root.resolve("d"))) {
            Files.delete(root.resolve("d"));
          }
        };
    f.reopen(HookedFs.around(f.localFs(), hook));
    StepResult result = f.apply(remove("d/c"));
    assertThat(result)
        .isInstanceOfSatisfying(
            StepResult.Done.class, done -> assertThat(done.rescued()).hasSize(1));
    assertThat(f.tree()).contains("written to at the last moment");
  }
}
