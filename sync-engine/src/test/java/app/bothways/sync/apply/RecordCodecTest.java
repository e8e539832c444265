package app.bothways.sync.apply;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private static final Stamp STAMP = new Stamp(1, -2, 3, Long.MAX_VALUE, Executable.UNTOLD);
  private static final Observed FILE = new Observed.File(STAMP, ContentId.of(new byte[32]));
  private static final List<Record> RECORDS =
      List.of(
          new Record(1, RelPath.of("a/😀"), FILE, Optional.of(new Observed.Link(STAMP, "x\ny"))),
          new Record(2, RelPath.of("b"), new Observed.Link(STAMP, "t"), Optional.of(FILE)),
          new Record(3, RelPath.of("c"), new Observed.Dir(STAMP), Optional.empty()));

  @Test
  void recordsComeBackAsTheyWere() {
    assertThat(RecordCodec.decode(RecordCodec.encode(RECORDS))).isEqualTo(RECORDS);
  }

  @Test
  void aTornTailLosesOnlyItself() {
    byte[] bytes = RecordCodec.encode(RECORDS);
    for (int length = 0; length < bytes.length; length++) {
      List<Record> read = RecordCodec.decode(Arrays.copyOf(bytes, length));
      assertThat(read).isEqualTo(RECORDS.subList(0, read.size()));
      assertThat(read).hasSizeLessThan(RECORDS.size());
    }
  }

  @Test
  void randomBytesAreNoRecords() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      assertThat(RecordCodec.decode(bytes)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aFlippedBitIsNoticed() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    var random = new Random(seed);
    byte[] whole = RecordCodec.encode(RECORDS);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      List<Record> read = RecordCodec.decode(bytes);
      assertThat(read).as("seed %d", seed).isEqualTo(RECORDS.subList(0, read.size()));
      assertThat(read).hasSizeLessThan(RECORDS.size());
    }
  }
}
