package app.bothways.sync.wire;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.Tombstone;
import app.bothways.sync.model.Version;
import app.bothways.sync.model.VersionVector;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Single entries as bytes, as the database keeps them.
 *
 * <pre>
 * message Entry {
 *   enum Kind { NONE = 0; FILE = 1; DIR = 2; LINK = 3; TOMBSTONE = 4; }
 *   Kind kind = 1;
 *   string path = 2;
 *   Version version = 3;
 *   uint64 size = 4;           // files
 *   sint64 mtime_nanos = 5;
 *   bool executable = 6;
 *   bytes content = 7;         // SHA-256
 *   bytes previous = 8;        // of a tombstone, too
 *   string target = 9;         // links
 * }
 * message Version {
 *   repeated Counter counters = 1;
 *   uint64 hlc = 2;
 *   fixed64 actor = 3;
 * }
 * message Counter { fixed64 actor = 1; uint64 count = 2; }
 * </pre>
 */
public final class EntryCodec {
  private static final int FILE = 1;
  private static final int DIR = 2;
  private static final int LINK = 3;
  private static final int TOMBSTONE = 4;

  /** How the wire format of Protocol Buffers tells values apart. */
  private static final int NUMBER = 0;

  private static final int FIXED = 1;
  private static final int BYTES = 2;

  /** More actors than a folder will ever have. */
  private static final int MOST_ACTORS = 4096;

  private EntryCodec() {}

  public static byte[] encode(Entry entry) {
    var out = new Packed.Out();
    out.octet(tag(2, BYTES));
    out.text(entry.path().toString());
    byte[] version = version(entry.version());
    out.octet(tag(3, BYTES));
    out.number(version.length);
    out.bytes(version);
    switch (entry) {
      case FileEntry file -> {
        number(out, 1, FILE);
        number(out, 4, file.size());
        out.octet(tag(5, NUMBER));
        out.signed(file.mtimeNanos());
        number(out, 6, file.executable() ? 1 : 0);
        content(out, 7, file.contentId());
        file.previous().ifPresent(p -> content(out, 8, p));
      }
      case DirEntry _ -> number(out, 1, DIR);
      case LinkEntry link -> {
        number(out, 1, LINK);
        out.octet(tag(9, BYTES));
        out.text(link.target());
      }
      case Tombstone gone -> {
        number(out, 1, TOMBSTONE);
        gone.previous().ifPresent(p -> content(out, 8, p));
      }
    }
    return out.done();
  }

  private static int tag(int field, int kind) {
    return field << 3 | kind;
  }

  private static void number(Packed.Out out, int field, long value) {
    out.octet(tag(field, NUMBER));
    out.number(value);
  }

  private static void fixed(Packed.Out out, int field, long value) {
    out.octet(tag(field, FIXED));
    out.fixed(Long.reverseBytes(value));
  }

  private static void content(Packed.Out out, int field, ContentId content) {
    out.octet(tag(field, BYTES));
    out.number(ContentId.LENGTH);
    out.bytes(content.bytes());
  }

  private static byte[] version(Version version) {
    var out = new Packed.Out();
    for (Map.Entry<Long, Long> one : version.vector().counters().entrySet()) {
      out.octet(tag(1, BYTES));
      out.octet(2 + Long.BYTES + Packed.length(one.getValue()));
      fixed(out, 1, one.getKey());
      number(out, 2, one.getValue());
    }
    number(out, 2, version.hlc());
    fixed(out, 3, version.actor());
    return out.done();
  }

  /**
   * @throws IOException when {@code bytes} are no valid entry
   */
  public static Entry decode(byte[] bytes) throws IOException {
    var draft = new Draft();
    Fields.read(bytes, draft::field);
    try {
      return draft.entry();
    } catch (IllegalArgumentException e) {
      throw new IOException("not a valid entry: " + e.getMessage(), e);
    }
  }

  /** Fields of an entry as they come. */
  private static final class Draft {
    private int kind;
    private String path = "";
    private Version version = new Version(VersionVector.EMPTY, 0, 0);
    private long size;
    private long mtime;
    private boolean executable;
    private byte[] content = {};
    private byte[] previous = {};
    private String target = "";

    boolean field(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case 1 -> kind = in.readEnum();
        case 2 -> path = in.readStringRequireUtf8();
        case 3 -> version = readVersion(in.readByteArray());
        case 4 -> size = in.readUInt64();
        case 5 -> mtime = in.readSInt64();
        case 6 -> executable = in.readBool();
        case 7 -> content = in.readByteArray();
        case 8 -> previous = in.readByteArray();
        case 9 -> target = in.readStringRequireUtf8();
        default -> {
          return false;
        }
      }
      return true;
    }

    Entry entry() throws IOException {
      RelPath where = RelPath.of(path);
      if (!where.toString().equals(path)) {
        throw new IOException("path is not in NFC");
      }
      if (version.vector().counters().isEmpty()) {
        throw new IOException("entry without version");
      }
      Optional<ContentId> before =
          previous.length == 0 ? Optional.empty() : Optional.of(ContentId.of(previous));
      return switch (kind) {
        case FILE ->
            new FileEntry(where, version, size, mtime, executable, ContentId.of(content), before);
        case DIR -> new DirEntry(where, version);
        case LINK -> new LinkEntry(where, version, target);
        case TOMBSTONE -> new Tombstone(where, version, before);
        default -> throw new IOException("entry of unknown kind " + kind);
      };
    }
  }

  private static Version readVersion(byte[] bytes) throws IOException {
    var counters = new TreeMap<Long, Long>();
    long[] hlcAndActor = new long[2];
    Fields.read(
        bytes,
        (field, in) -> {
          switch (field) {
            case 1 -> readCounter(in.readByteArray(), counters);
            case 2 -> hlcAndActor[0] = in.readUInt64();
            case 3 -> hlcAndActor[1] = in.readFixed64();
            default -> {
              return false;
            }
          }
          return true;
        });
    // Half of the range is left above, so that a clock far ahead cannot exhaust it.
    if (hlcAndActor[0] < 0 || hlcAndActor[0] > Long.MAX_VALUE >> 1) {
      throw new IOException("clock out of range");
    }
    return new Version(VersionVector.of(counters), hlcAndActor[0], hlcAndActor[1]);
  }

  private static void readCounter(byte[] bytes, Map<Long, Long> counters) throws IOException {
    long[] pair = new long[2];
    Fields.read(
        bytes,
        (field, in) -> {
          switch (field) {
            case 1 -> pair[0] = in.readFixed64();
            case 2 -> pair[1] = in.readUInt64();
            default -> {
              return false;
            }
          }
          return true;
        });
    counters.put(pair[0], pair[1]);
    if (counters.size() > MOST_ACTORS) {
      throw new IOException("version with too many actors");
    }
  }
}
