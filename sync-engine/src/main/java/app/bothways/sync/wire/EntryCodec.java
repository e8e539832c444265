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
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Entries as bytes, as other devices are told them. */
public final class EntryCodec {
  private static final int FILE = 1;
  private static final int DIR = 2;
  private static final int LINK = 3;
  private static final int TOMBSTONE = 4;

  /** More actors than a folder will ever have. */
  private static final int MOST_ACTORS = 4096;

  private EntryCodec() {}

  public static byte[] encode(Entry entry) {
    return Fields.bytes(
        out -> {
          out.writeString(2, entry.path().toString());
          Fields.nested(out, 3, version(entry.version()));
          switch (entry) {
            case FileEntry file -> {
              out.writeEnum(1, FILE);
              out.writeUInt64(4, file.size());
              out.writeSInt64(5, file.mtimeNanos());
              out.writeBool(6, file.executable());
              out.writeByteArray(7, file.contentId().bytes());
              if (file.previous().isPresent()) {
                out.writeByteArray(8, file.previous().get().bytes());
              }
            }
            case DirEntry _ -> out.writeEnum(1, DIR);
            case LinkEntry link -> {
              out.writeEnum(1, LINK);
              out.writeString(9, link.target());
            }
            case Tombstone gone -> {
              out.writeEnum(1, TOMBSTONE);
              if (gone.previous().isPresent()) {
                out.writeByteArray(8, gone.previous().get().bytes());
              }
            }
          }
        });
  }

  private static byte[] version(Version version) {
    return Fields.bytes(
        out -> {
          for (Map.Entry<Long, Long> one : version.vector().counters().entrySet()) {
            Fields.nested(
                out,
                1,
                Fields.bytes(
                    pair -> {
                      pair.writeFixed64(1, one.getKey());
                      pair.writeUInt64(2, one.getValue());
                    }));
          }
          out.writeUInt64(2, version.hlc());
          out.writeFixed64(3, version.actor());
        });
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

  static void write(CodedOutputStream out, int field, Entry entry) throws IOException {
    Fields.nested(out, field, encode(entry));
  }
}
