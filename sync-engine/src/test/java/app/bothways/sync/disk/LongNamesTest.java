package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.fs.Fs;
import app.bothways.sync.fs.ShortFs;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that another device's disk can have and this one cannot, or the other way round. */
class LongNamesTest {
  private static final String LONG = "\u304b".repeat(80);

  @TempDir Path base;
  private DiskFixture folder;
  private ShortFs shortNames;

  private Fs layer(Fs fs) {
    shortNames = new ShortFs(fs, 143);
    return shortNames;
  }

  @BeforeEach
  void open() throws IOException {
    folder = new DiskFixture(base.toRealPath().resolve("folder"), "", this::layer);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void whatThisDiskCannotNameIsAnErrorOfThatNameAlone() throws IOException {
    StepResult result = folder.apply(folder.put(LONG, "text"));
    assertThat(result)
        .isInstanceOfSatisfying(
            StepResult.Failed.class,
            f -> assertThat(f.error().code()).isEqualTo(ErrorCode.NAME_NOT_POSSIBLE));
    assertThat(folder.apply(new Step.MakeDir(RelPath.of(LONG))))
        .isInstanceOf(StepResult.Failed.class);
    assertThat(folder.apply(folder.put("short", "text"))).isInstanceOf(StepResult.Done.class);
    assertThat(folder.scan()).isEmpty();
  }

  @Test
  void whatAnotherDiskCannotNameEitherIsToldByItsBeginning() throws IOException {
    String tooLong = LONG + ".a name that only Windows and macOS can have";
    Files.writeString(folder.root.resolve("file"), "text");
    Files.createDirectory(folder.root.resolve("dir"));
    Files.writeString(folder.root.resolve("dir/file"), "text");
    shortNames.alsoLists(tooLong);
    List<Finding> findings = folder.scan();
    assertThat(folder.known.rows())
        .containsOnlyKeys(RelPath.of("dir"), RelPath.of("dir/file"), RelPath.of("file"));
    assertThat(findings)
        .filteredOn(Finding.Unknown.class::isInstance)
        .extracting(f -> ((Finding.Unknown) f).error())
        .allSatisfy(
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.NAME_NOT_POSSIBLE);
              assertThat(error.path()).contains(LONG.substring(0, 40));
            })
        .hasSize(2);
    assertThat(folder.scan()).as("and nothing is gone").noneMatch(Finding.Gone.class::isInstance);
  }
}
