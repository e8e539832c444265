package app.bothways.sync.apply;

import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.fuzz.Bounds;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A journal as a crash, a damaged disk or somebody else may have left it. The first byte even: the
 * file as it is; odd: one record with the right length and sum, so that what is in it is read.
 */
public final class JournalFuzz {
  private static final long FIXED = 1L << 20;

  private JournalFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(data, 1, data.length);
    byte[] file = (data[0] & 1) == 0 ? rest : framed(rest);
    Bounds.allocate(FIXED + 256L * file.length, () -> read(file));
  }

  private static void read(byte[] file) {
    List<Record> records = RecordCodec.decode(file);
    Bounds.same(records, RecordCodec.decode(RecordCodec.encode(records)));
    byte[] torn = Arrays.copyOf(file, file.length / 2);
    List<Record> fewer = RecordCodec.decode(torn);
    Bounds.same(fewer, records.subList(0, fewer.size()));
  }

  private static byte[] framed(byte[] body) {
    var crc = new CRC32C();
    crc.update(body);
    return ByteBuffer.allocate(8 + body.length)
        .putInt(body.length)
        .putInt((int) crc.getValue())
        .put(body)
        .array();
  }

  /** Journals to begin with. */
  public static List<byte[]> seeds() {
    var stamp = new Stamp(7, -12, 13, 99, Executable.YES);
    var content = ContentId.of(new byte[ContentId.LENGTH]);
    List<Record> records =
        List.of(
            new Record(
                1,
                RelPath.of("a/b"),
                new Observed.File(stamp, content),
                Optional.of(new Observed.File(stamp, content)),
                Optional.of("staged-1")),
            new Record(
                -2,
                RelPath.of("é"),
                new Observed.Link(stamp, "../x"),
                Optional.of(new Observed.Dir(stamp)),
                Optional.empty()));
    List<byte[]> seeds = new ArrayList<>();
    byte[] whole = RecordCodec.encode(records);
    seeds.add(ByteBuffer.allocate(1 + whole.length).put((byte) 0).put(whole).array());
    for (Record one : records) {
      byte[] file = RecordCodec.encode(List.of(one));
      seeds.add(
          ByteBuffer.allocate(1 + file.length - 8)
              .put((byte) 1)
              .put(file, 8, file.length - 8)
              .array());
    }
    return seeds;
  }
}
