package app.bothways.sync.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private final long seed = Long.getLong("bothways.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  private static byte[] written(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var blocks = Blocks.writing(out)) {
      blocks.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void whatShrinksIsShrunkAndAllIsReadAsItWasWritten() throws IOException {
    var mixed = new byte[5 * Blocks.BLOCK + 7];
    random.nextBytes(mixed);
    java.util.Arrays.fill(mixed, 0, 2 * Blocks.BLOCK, (byte) 'x');
    byte[] coded = written(mixed);
    assertThat(coded.length).as("seed " + seed).isLessThan(mixed.length - Blocks.BLOCK);
    try (InputStream in = Blocks.reading(new ByteArrayInputStream(coded))) {
      assertThat(in.readAllBytes()).isEqualTo(mixed);
    }
  }

  @Test
  void noBytesDoMoreHarmThanAnIoException() throws IOException {
    byte[] good = written(new byte[3000]);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = random.nextInt(4) == 0 ? new byte[random.nextInt(64)] : good.clone();
      if (bytes.length < good.length) {
        random.nextBytes(bytes);
      }
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try (InputStream in = Blocks.reading(new ByteArrayInputStream(bytes))) {
        in.readNBytes(1 << 20);
      } catch (IOException refused) {
        assertThat(refused).isNotNull();
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dbothways.seed=" + seed + " case " + i, e);
      }
    }
  }
}
