package app.bothways.sync.disk;

import app.bothways.sync.fs.FatFs;
import app.bothways.sync.fs.Fs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A folder on a disk that knows no case and few characters. */
abstract class OtherDisks {
  /** Whether the system says how a name is spelled, or the directory has to be listed. */
  enum Kind {
    SAYS(FatFs::asked),
    LISTS(FatFs::listed);

    final UnaryOperator<Fs> disk;

    Kind(UnaryOperator<Fs> disk) {
      this.disk = disk;
    }
  }

  @Parameter Kind kind;
  @TempDir Path base;
  DiskFixture folder;

  @BeforeEach
  void open() throws IOException {
    folder = new DiskFixture(base.toRealPath().resolve("folder"), "", kind.disk);
  }

  @AfterEach
  void close() {
    folder.close();
  }
}
