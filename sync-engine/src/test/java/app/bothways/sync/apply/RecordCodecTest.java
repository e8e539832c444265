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
          record(1, "a/😀", FILE, Optional.of(new Observed.Link(STAMP, "x\ny")), Optional.empty()),
          record(2, "b", new Observed.Link(STAMP, "t"), Optional.of(FILE), Optional.of("s-7")),
          record(3, "c", new Observed.Dir(STAMP), Optional.empty(), Optional.empty()));

  private static Record record(
      long slot,
      String path,
      Observed expected,
      Optional<Observed> incoming,
      Optional<String> staged) {
    return new Record(slot, RelPath.of(path), expected, incoming, staged);
  }

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
