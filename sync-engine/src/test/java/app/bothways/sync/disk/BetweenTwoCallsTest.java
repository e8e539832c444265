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

  private void losesNothing(Surprised where, Step step) throws IOException {
    f.reopen(where.over(f.root.resolve(".bothways"), this::save));
    f.disk.recover();
    f.disk.apply(List.of(step));
    f.scan();
    assertThat(saved).isTrue();
    assertThat(SurpriseTest.contents(f.root)).as(f.tree()).contains(MINE);
    assertThat(f.root.resolve(".bothways/trash")).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void aReplacementOverwritesNothing(Surprised where) throws IOException {
    losesNothing(where, f.put("a", "new"));
  }

  @ParameterizedTest
  @EnumSource
  void norDoesALinkInTheFilesPlace(Surprised where) throws IOException {
    losesNothing(where, new Step.PutLink(RelPath.of("a"), "x", f.expected("a")));
  }

  @ParameterizedTest
  @EnumSource
  void norDoesANewFile(Surprised where) throws IOException {
    Files.delete(f.root.resolve("a"));
    f.scan();
    losesNothing(where, f.put("a", "new"));
  }

  /** What is taken out becomes a version then, by other names. */
  @ParameterizedTest
  @EnumSource
  void aRemovalTakesNothingElseAway(Surprised where) throws IOException {
    losesNothing(where, new Step.Remove(RelPath.of("a"), f.expected("a").orElseThrow()));
  }

  /** By second names a rename is several calls of ours: {@link SurpriseTest} saves between them. */
  @ParameterizedTest
  @EnumSource(names = {"BEFORE_REFUSING_RENAME", "BEFORE_LOOK_AND_RENAME"})
  void aRenameLosesNothing(Surprised where) throws IOException {
    var a = RelPath.of("a");
    losesNothing(where, new Step.Move(a, RelPath.of("b"), f.expected("a").orElseThrow()));
  }
}
