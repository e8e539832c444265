package app.bothways.sync.exchange;

import app.bothways.sync.FolderId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Coding;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.wire.Fields;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks for parts of contents of one folder; answered in this order. */
record ContentRequest(FolderId folder, Coding.Kind coding, List<Part> parts) {
  static final int MOST_PARTS = 1024;
  static final int MOST_STRETCHES = 4096;
  private static final int WHOLE = 0;
  private static final int STRETCHES = 1;
  private static final int CHUNKS = 2;

  ContentRequest {
    parts = List.copyOf(parts);
  }

  byte[] encode() {
    return Fields.bytes(
        out -> {
          out.writeString(1, folder.text());
          for (Part part : parts) {
            out.writeBytes(2, ByteString.copyFrom(Fields.bytes(inner -> write(part, inner))));
          }
          out.writeUInt32(3, coding.ordinal());
        });
  }

  private static void write(Part part, CodedOutputStream out) throws IOException {
    out.writeString(1, part.path().toString());
    out.writeByteArray(2, part.content().bytes());
    switch (part) {
      case Part.Whole _ -> out.writeUInt32(3, WHOLE);
      case Part.Stretches some -> {
        out.writeUInt32(3, STRETCHES);
        long end = 0;
        for (Part.Stretch stretch : some.stretches()) {
          out.writeUInt64(4, stretch.offset() - end);
          out.writeUInt64(5, stretch.length());
          end = stretch.offset() + stretch.length();
        }
      }
      case Part.Chunks chunks -> {
        out.writeUInt32(3, CHUNKS);
        if (chunks.base().isPresent()) {
          out.writeByteArray(6, chunks.base().get().content().bytes());
          out.writeByteArray(7, chunks.base().get().digest().bytes());
        }
      }
    }
  }

  static ContentRequest decode(byte[] bytes) throws IOException {
    String[] folder = {""};
    var coding = new Coding.Kind[] {Coding.Kind.PLAIN};
    List<Part> parts = new ArrayList<>();
    var left = new int[] {MOST_STRETCHES};
    Fields.read(
        bytes,
        (field, in) -> {
          switch (field) {
            case 1 -> folder[0] = in.readStringRequireUtf8();
            case 2 -> {
              if (parts.size() == MOST_PARTS) {
                throw new IOException("too many contents in one request");
              }
              parts.add(new Draft().part(in.readByteArray(), left));
            }
            case 3 -> coding[0] = in.readUInt32() == 1 ? Coding.Kind.ZSTD : Coding.Kind.PLAIN;
            default -> {
              return false;
            }
          }
          return true;
        });
    try {
      return new ContentRequest(new FolderId(folder[0]), coding[0], parts);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static final class Draft {
    private String path = "";
    private byte[] content = {};
    private int kind;
    private long gap;
    private long end;
    private final List<Part.Stretch> stretches = new ArrayList<>();
    private byte[] base = {};
    private byte[] digest = {};

    Part part(byte[] bytes, int[] stretchesLeft) throws IOException {
      Fields.read(bytes, (field, in) -> field(field, in, stretchesLeft));
      try {
        RelPath at = RelPath.of(path);
        ContentId id = ContentId.of(content);
        return switch (kind) {
          case WHOLE -> new Part.Whole(at, id);
          case STRETCHES -> new Part.Stretches(at, id, stretches);
          case CHUNKS -> new Part.Chunks(at, id, base());
          default -> throw new IOException("a request of unknown kind " + kind);
        };
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    private Optional<Part.Base> base() {
      return base.length == 0
          ? Optional.empty()
          : Optional.of(new Part.Base(ContentId.of(base), ContentId.of(digest)));
    }

    private boolean field(int field, CodedInputStream in, int[] stretchesLeft) throws IOException {
      switch (field) {
        case 1 -> path = in.readStringRequireUtf8();
        case 2 -> content = in.readByteArray();
        case 3 -> kind = in.readUInt32();
        case 4 -> gap = in.readUInt64();
        case 5 -> {
          if (--stretchesLeft[0] < 0) {
            throw new IOException("too many stretches in one request");
          }
          if (gap < 0 || gap > Long.MAX_VALUE - end) {
            throw new IOException("a stretch out of order");
          }
          var next = new Part.Stretch(end + gap, in.readUInt64());
          stretches.add(next);
          end = next.offset() + next.length();
          gap = 0;
        }
        case 6 -> base = in.readByteArray();
        case 7 -> digest = in.readByteArray();
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
