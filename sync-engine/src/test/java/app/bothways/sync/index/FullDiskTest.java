package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.bothways.sync.core.Row;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the disk of the database is full, what it knows is not given up: deletions, for one. */
@Timeout(60)
class FullDiskTest {
  private static final long ACTOR = 7;

  @TempDir Path base;

  @BeforeEach
  void disk() {
    FullDisk.register();
  }

  private IndexFile open() throws IOException {
    var medium = IndexFile.Medium.of(FullDisk.SCHEME, System::nanoTime);
    return IndexFile.open(medium, base.resolve("index"), ACTOR, "here", Seal.none());
  }

  private static void write(IndexFile file, int rows) {
    H2Index index = file.index();
    for (int i = 0; i < rows; i++) {
      long seq = index.lastSeq() + 1;
      var version = new Version(VersionVector.EMPTY.plus(ACTOR, seq), seq << 16, ACTOR);
      var gone = new Tombstone(RelPath.of("gone " + seq), version, Optional.empty());
      index.put(new Row(gone, Optional.empty(), seq));
    }
    index.commit();
    index.checkpoint();
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(base)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private void opensAgain(long rows) throws IOException {
    FullDisk.full(false);
    try (IndexFile file = open()) {
      assertThat(file.index().lastSeq()).isGreaterThanOrEqualTo(rows);
      assertThat(file.index().row(RelPath.of("gone 1"))).isPresent();
      write(file, 10);
    }
    assertThat(files()).containsExactly("index.mv.db");
  }

  @Test
  void aDatabaseThatCannotBeWrittenIsNotTakenForDamaged() throws IOException {
    IndexFile file = open();
    write(file, 500);
    FullDisk.full(true);
    IndexFailure failure = catchThrowableOfType(IndexFailure.class, () -> write(file, 5000));
    assertThat(failure).hasMessageContaining("No space left");
    assertThat(failure.damaged()).isFalse();
    assertThatThrownBy(file::close).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(this::open)
        .isInstanceOf(UnusableDatabaseException.class)
        .hasMessageContaining("No space left");
    opensAgain(500);
  }

  @Test
  void aDatabaseIsNotMadeAnewWhereItCannotBeWritten() throws IOException {
    try (IndexFile file = open()) {
      write(file, 500);
    }
    FullDisk.full(true);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(this::open).isInstanceOf(UnusableDatabaseException.class);
    }
    opensAgain(500);
  }
}
