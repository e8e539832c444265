package app.bothways.sync.apply;

import app.bothways.sync.disk.Executable;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Stamp;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Records as bytes: each with its length and CRC-32C. Reading stops at the first that is not whole;
 * since a journal is on disk before it is acted upon, nothing was done for that one.
 */
final class RecordCodec {
  private static final Executable[] EXECUTABLE = Executable.values();
  private static final int MAX_RECORD = 32 * 1024;
  private static final int MAX_TEXT = 8 * 1024;
  private static final byte NOTHING = 0;
  private static final byte FILE = 1;
  private static final byte DIR = 2;
  private static final byte LINK = 3;

  private RecordCodec() {}

  static byte[] encode(List<Record> records) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      for (Record record : records) {
        byte[] body = body(record);
        out.writeInt(body.length);
        out.writeInt(crc(body));
        out.write(body);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return bytes.toByteArray();
  }

  static List<Record> decode(byte[] bytes) {
    List<Record> records = new ArrayList<>();
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      while (in.available() > 0) {
        int length = in.readInt();
        int crc = in.readInt();
        if (length < 0 || length > MAX_RECORD || length > in.available()) {
          return records;
        }
        byte[] body = in.readNBytes(length);
        if (crc(body) != crc) {
          return records;
        }
        records.add(record(new DataInputStream(new ByteArrayInputStream(body))));
      }
    } catch (IOException | IllegalArgumentException torn) {
      return records;
    }
    return records;
  }

  private static int crc(byte[] body) {
    var crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }

  private static byte[] body(Record record) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(record.slot());
      text(out, record.path().toString());
      observed(out, record.expected());
      if (record.incoming().isPresent()) {
        observed(out, record.incoming().get());
      } else {
        out.writeByte(NOTHING);
      }
      if (record.staged().isPresent()) {
        text(out, record.staged().get());
      }
    }
    return bytes.toByteArray();
  }

  private static Record record(DataInputStream in) throws IOException {
    long slot = in.readLong();
    RelPath path = RelPath.of(text(in));
    Observed expected = observed(in).orElseThrow(() -> new IOException("nothing expected"));
    Optional<Observed> incoming = observed(in);
    Optional<String> staged = in.available() > 0 ? Optional.of(text(in)) : Optional.empty();
    return new Record(slot, path, expected, incoming, staged);
  }

  private static void observed(DataOutputStream out, Observed observed) throws IOException {
    switch (observed) {
      case Observed.File file -> {
        out.writeByte(FILE);
        stamp(out, file.stamp());
        out.write(file.content().bytes());
      }
      case Observed.Dir dir -> {
        out.writeByte(DIR);
        stamp(out, dir.stamp());
      }
      case Observed.Link link -> {
        out.writeByte(LINK);
        stamp(out, link.stamp());
        text(out, link.target());
      }
    }
  }

  private static Optional<Observed> observed(DataInputStream in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case NOTHING -> Optional.empty();
      case FILE -> {
        Stamp stamp = stamp(in);
        yield Optional.of(new Observed.File(stamp, ContentId.of(in.readNBytes(ContentId.LENGTH))));
      }
      case DIR -> Optional.of(new Observed.Dir(stamp(in)));
      case LINK -> {
        Stamp stamp = stamp(in);
        yield Optional.of(new Observed.Link(stamp, text(in)));
      }
      default -> throw new IOException("kind " + kind);
    };
  }

  private static void stamp(DataOutputStream out, Stamp stamp) throws IOException {
    out.writeLong(stamp.size());
    out.writeLong(stamp.mtimeNanos());
    out.writeLong(stamp.ctimeNanos());
    out.writeLong(stamp.fileKey());
    out.writeByte(stamp.executable().ordinal());
  }

  private static Stamp stamp(DataInputStream in) throws IOException {
    return new Stamp(in.readLong(), in.readLong(), in.readLong(), in.readLong(), executable(in));
  }

  private static Executable executable(DataInputStream in) throws IOException {
    int said = in.readUnsignedByte();
    if (said >= EXECUTABLE.length) {
      throw new IOException("execute bit " + said);
    }
    return EXECUTABLE[said];
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_TEXT || length > in.available()) {
      throw new IOException("text of " + length);
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
