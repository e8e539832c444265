package app.bothways.sync.index;

import app.bothways.sync.core.Row;
import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.fuzz.Bounds;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import app.bothways.sync.wire.EntryCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What this device keeps of its folders, as a damaged disk may give it back: rows of the index,
 * what is being put on the disk, seals. The first byte chooses which.
 */
public final class StoredFuzz {
  private static final long FIXED = 1L << 20;
  private static final Path FILE = file();
  private static final RowCodec ROWS = new RowCodec(Makers.of(-5, 7));

  private StoredFuzz() {}

  private static Path file() {
    try {
      Path file = Files.createTempFile("seal", ".fuzz");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(data, 1, data.length);
    switch (data[0] & 7) {
      case 0, 1, 2 -> Bounds.allocate(FIXED + 512L * data.length, () -> intent(rest));
      case 3, 4 -> Bounds.allocate(FIXED + 512L * data.length, () -> row(rest));
      case 5 -> Bounds.allocate(FIXED + 256L * data.length, () -> seal(rest));
      case 6 -> Bounds.allocate(FIXED + 512L * data.length, () -> heard(rest));
      default -> Bounds.allocate(FIXED + 256L * data.length, () -> seal(summed(rest)));
    }
  }

  private static void intent(byte[] bytes) throws IOException {
    Entry read = EntryCodec.decode(bytes);
    Bounds.same(read, EntryCodec.decode(EntryCodec.encode(read)));
  }

  private static void heard(byte[] bytes) throws IOException {
    try {
      for (RemoteBatches.Stored one : RemoteBatches.decode(bytes)) {
        Bounds.same(one.entry(), EntryCodec.decode(EntryCodec.encode(one.entry())));
      }
    } catch (SQLException damaged) {
      throw new IOException(damaged);
    }
  }

  private static void row(byte[] bytes) throws IOException {
    RelPath path = RelPath.of("a/b");
    Row read = ROWS.decode(path, 3, bytes);
    Bounds.same(read, ROWS.decode(path, 3, ROWS.encode(read)));
  }

  private static void seal(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    var seal = new Seal("d", Optional.empty(), List.of(FILE));
    if (seal.saysMoreThan(-5, 7)) {
      Bounds.same(new String(bytes, StandardCharsets.US_ASCII).length(), 100);
    }
  }

  /** A line with a sum that fits, so that what it says is looked at. */
  private static byte[] summed(byte[] rest) {
    String text = "BWSEAL1 d " + new String(rest, StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    String line = text + " " + Long.toHexString(crc.getValue());
    byte[] all = Arrays.copyOf(line.getBytes(StandardCharsets.US_ASCII), 100);
    Arrays.fill(all, Math.min(99, line.length()), 99, (byte) ' ');
    all[99] = '\n';
    return all;
  }

  /** What is really kept, to begin with. */
  public static List<byte[]> seeds() {
    var version = new Version(VersionVector.of(Map.of(-5L, 3L, 7L, 1L)), 1L << 50, -5);
    var content = ContentId.of(new byte[ContentId.LENGTH]);
    var stamp = new Stamp(7, -12, 13, 99, Executable.YES);
    List<Entry> entries =
        List.of(
            new FileEntry(RelPath.of("a/b"), version, 7, -12, true, content, Optional.of(content)),
            new LinkEntry(RelPath.of("l"), version, "../x"),
            new Tombstone(RelPath.of("gone"), version, Optional.of(content)));
    List<Observed> looks =
        List.of(
            new Observed.File(stamp, content),
            new Observed.Link(stamp, "x"),
            new Observed.Dir(stamp));
    List<byte[]> seeds = new ArrayList<>();
    entries.forEach(e -> seeds.add(kind(0, EntryCodec.encode(e))));
    for (Entry entry : entries) {
      seeds.add(kind(3, ROWS.encode(new Row(entry, Optional.empty(), 3))));
      looks.forEach(o -> seeds.add(kind(3, ROWS.encode(new Row(entry, Optional.of(o), 3)))));
    }
    byte[] numbers = "fffffffffffffffb 9".getBytes(StandardCharsets.US_ASCII);
    seeds.add(kind(5, summed(numbers)));
    seeds.add(kind(6, numbers));
    return seeds;
  }

  private static byte[] kind(int kind, byte[] bytes) {
    return ByteBuffer.allocate(1 + bytes.length).put((byte) kind).put(bytes).array();
  }
}
