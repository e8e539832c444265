package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.fs.Surprised;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * As {@link SurpriseTest}, where one call of ours is several of the system's: in between an editor
 * saves, by renaming. What it wrote is in the tree afterwards.
 */
class BetweenTwoCallsTest {
  private static final String MINE = "MINE";

  @TempDir Path directory;
  private DiskFixture f;
  private boolean saved;

  @BeforeEach
  void open() throws IOException {
    f = new DiskFixture(directory.resolve("root"), "a=old");
    f.scan();
  }

  @AfterEach
  void close() {
    f.close();
  }

  private void save() {
    if (saved) {
      return;
    }
    saved = true;
    try {
      SurpriseTest.Deed.SAVE_BY_RENAMING.to(f.root.resolve("a"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void during(Step step, Surprised where) throws IOException {
    f.reopen(where.over(f.root.resolve(".bothways"), this::save));
    f.disk.recover();
    f.disk.apply(List.of(step));
    f.scan();
  }

  private void nothingIsLost() throws IOException {
    assertThat(SurpriseTest.contents(f.root)).as(f.tree()).contains(MINE);
    assertThat(f.root.resolve(".bothways/trash")).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void aReplacementOverwritesNothing(Surprised where) throws IOException {
    during(f.put("a", "new"), where);
    assertThat(saved).isTrue();
    nothingIsLost();
  }

  @ParameterizedTest
  @EnumSource
  void norDoesALinkInTheFilesPlace(Surprised where) throws IOException {
    during(new Step.PutLink(RelPath.of("a"), "x", f.expected("a")), where);
    assertThat(saved).isTrue();
    nothingIsLost();
  }

  @ParameterizedTest
  @EnumSource
  void norDoesANewFile(Surprised where) throws IOException {
    Files.delete(f.root.resolve("a"));
    f.scan();
    during(f.put("a", "new"), where);
    assertThat(saved).isTrue();
    nothingIsLost();
  }

  /** What is taken out becomes a version then, by other names. */
  @ParameterizedTest
  @EnumSource
  void aRemovalTakesNothingElseAway(Surprised where) throws IOException {
    during(new Step.Remove(RelPath.of("a"), f.expected("a").orElseThrow()), where);
    assertThat(saved).isTrue();
    nothingIsLost();
  }

  /** {@link SurpriseTest} saves between its calls. */
  @ParameterizedTest
  @EnumSource
  void aRenameLosesNothing(Surprised where) throws IOException {
    var a = RelPath.of("a");
    during(new Step.Move(a, RelPath.of("b"), f.expected("a").orElseThrow()), where);
    if (saved) {
      nothingIsLost();
    }
  }
}
