package app.bothways.sync.index;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database's file holds while the database is open is what a killed process leaves. */
class WrittenOutTest {
  private static final RelPath PATH = RelPath.of("a");

  @TempDir private Path base;

  private final LinkEntry entry =
      new LinkEntry(PATH, new Version(VersionVector.EMPTY.plus(9), 1 << 20, 9), "target");

  /** Opens a copy of the file as it is at this moment. */
  private IndexFile leftBy(String name) throws IOException {
    Path copy = Files.createDirectory(base.resolve(name));
    Files.copy(base.resolve("index.mv.db"), copy.resolve("index.mv.db"));
    return IndexFile.open(copy.resolve("index"), 8, "again", Seal.none());
  }

  @Test
  void whatIsBeingPutIsKnownAfterTheProcessWasKilled() throws IOException {
    try (var file = IndexFile.open(base.resolve("index"), 7, "anna", Seal.none())) {
      file.index().intend(List.of(entry));
      file.index().writeOut();
      try (IndexFile left = leftBy("killed")) {
        assertThat(left.index().actor()).isEqualTo(7);
        assertThat(left.index().intended(PATH)).contains(entry);
      }
    }
  }
}
