package app.bothways.sync.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is zero takes no room, and is zero nevertheless. */
class SparseTest {
  private static final int SIZE = 8 << 20;
  private static final int DATA = 100_000;

  @TempDir Path base;
  private DiskFixture folder;
  private final byte[] bytes = new byte[SIZE];

  @BeforeEach
  void open() throws IOException {
    folder = new DiskFixture(base.toRealPath().resolve("folder"), "");
    byte[] some = new byte[DATA];
    new Random(5).nextBytes(some);
    System.arraycopy(some, 0, bytes, 3_000_001, DATA);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  private ContentId id() {
    return ContentId.of(Hasher.sha256().digest(bytes));
  }

  private void putAndLook(Staged staged) throws Exception {
    assertThat(folder.apply(folder.put("disk.image", staged))).isInstanceOf(StepResult.Done.class);
    Path file = folder.root.resolve("disk.image");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(room(file)).as("bytes that it takes").isLessThan(SIZE / 4).isPositive();
  }

  private static long room(Path file) throws Exception {
    Process stat;
    try {
      stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    } catch (IOException elsewhere) {
      return 1;
    }
    String blocks = new String(stat.getInputStream().readAllBytes(), "US-ASCII").strip();
    assumeTrue(stat.waitFor() == 0 && !blocks.isEmpty(), "stat(1) of Linux tells the blocks");
    return Long.parseLong(blocks) * 512;
  }

  @Test
  void aFileThatComesPieceByPieceKeepsItsHoles() throws Exception {
    try (Partial half = folder.disk.partial(id(), SIZE)) {
      int piece = 1_000_003;
      for (int from = SIZE / piece * piece; from >= 0; from -= piece) {
        int count = Math.min(piece, SIZE - from);
        half.write(from, java.util.Arrays.copyOfRange(bytes, from, from + count), count);
      }
      putAndLook(half.finish().orElseThrow());
    }
  }

  @Test
  void zerosOverOtherBytesAreWritten() throws Exception {
    byte[] other = new byte[SIZE];
    new Random(6).nextBytes(other);
    try (Partial half = folder.disk.partial(id(), SIZE)) {
      half.write(0, other, SIZE);
      assertThat(half.finish()).isEmpty();
      half.write(0, bytes, SIZE);
      Staged staged = half.finish().orElseThrow();
      assertThat(folder.apply(folder.put("disk.image", staged)))
          .isInstanceOf(StepResult.Done.class);
    }
    assertThat(Files.readAllBytes(folder.root.resolve("disk.image"))).isEqualTo(bytes);
  }

  @Test
  void aCopyKeepsItsHoles() throws Exception {
    putAndLook(folder.disk.stage(new ByteArrayInputStream(bytes), SIZE, id()));
  }
}
