package app.bothways.sync.wire;

import app.bothways.sync.core.Index;
import app.bothways.sync.core.Message;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Messages between members of a folder as bytes: one field whose number is the kind. */
public final class MessageCodec {
  private static final int ANNOUNCE = 1;
  private static final int ABSENT = 2;
  private static final int ROWS = 3;
  private static final int STANDING = 4;
  private static final int AGAIN = 5;
  private static final int CHECK = 6;

  private static final int MOST_ROWS = 5000;
  private static final int LONGEST_LABEL = 256;

  private MessageCodec() {}

  public static byte[] encode(Message message) {
    return Fields.bytes(
        out -> {
          switch (message) {
            case Message.Announce a -> Fields.nested(out, ANNOUNCE, announce(a));
            case Message.Absent a -> Fields.nested(out, ABSENT, number(a.token()));
            case Message.Rows r -> Fields.nested(out, ROWS, rows(r));
            case Message.Standing s -> Fields.nested(out, STANDING, standing(s));
            case Message.Again a -> Fields.nested(out, AGAIN, number(a.seq()));
            case Message.Check c -> Fields.nested(out, CHECK, number(c.token()));
          }
        });
  }

  private static byte[] number(long value) {
    return Fields.bytes(out -> out.writeUInt64(1, value));
  }

  private static byte[] announce(Message.Announce a) {
    return Fields.bytes(
        out -> {
          out.writeFixed64(1, a.index());
          out.writeUInt64(2, a.seq());
          out.writeFixed64(3, a.known().index());
          out.writeUInt64(4, a.known().seq());
          out.writeUInt64(5, a.beginning());
          out.writeUInt64(6, a.heard());
          out.writeFixed64(7, a.known().life());
        });
  }

  private static byte[] rows(Message.Rows rows) {
    return Fields.bytes(
        out -> {
          out.writeFixed64(1, rows.index());
          out.writeUInt64(2, rows.previous());
          out.writeUInt64(3, rows.last());
          out.writeBool(4, rows.end());
          out.writeByteArray(9, EntryList.encode(rows.entries()));
          for (var label : rows.labels().entrySet()) {
            Fields.nested(out, 6, label(label));
          }
          for (RelPath path : rows.withdrawn()) {
            out.writeString(8, path.toString());
          }
          out.writeFixed64(7, rows.life());
          for (RelPath path : rows.known()) {
            out.writeString(10, path.toString());
          }
        });
  }

  private static byte[] label(Map.Entry<Long, String> label) {
    return Fields.bytes(
        (CodedOutputStream out) -> {
          out.writeFixed64(1, label.getKey());
          out.writeString(2, label.getValue());
        });
  }

  private static byte[] standing(Message.Standing s) {
    return Fields.bytes(
        out -> {
          out.writeFixed64(1, s.index());
          out.writeUInt64(2, s.acked());
          out.writeUInt64(3, s.seq());
          out.writeUInt64(4, s.needItems());
          out.writeUInt64(5, s.needBytes());
          out.writeBool(6, s.settled());
          out.writeUInt64(7, s.checked());
          out.writeFixed64(8, s.digest());
        });
  }

  /**
   * @throws IOException when {@code bytes} are no message that this version knows
   */
  public static Message decode(byte[] bytes) throws IOException {
    Message[] found = new Message[1];
    Fields.read(
        bytes,
        (field, in) -> {
          found[0] = body(field, in.readByteArray());
          return true;
        });
    if (found[0] == null) {
      throw new IOException("empty message");
    }
    return found[0];
  }

  private static Message body(int kind, byte[] body) throws IOException {
    long[] n = new long[9];
    return switch (kind) {
      case ANNOUNCE -> {
        numbers(body, n, 1, 3, 7);
        yield new Message.Announce(n[1], n[2], new Index.Mark(n[3], n[4], n[7]), n[5], n[6]);
      }
      case ABSENT -> {
        numbers(body, n);
        yield new Message.Absent(n[1]);
      }
      case ROWS -> readRows(body);
      case STANDING -> {
        numbers(body, n, 1, 8);
        yield new Message.Standing(n[1], n[2], n[3], n[4], n[5], n[6] != 0, n[7], n[8]);
      }
      case AGAIN -> {
        numbers(body, n);
        yield new Message.Again(n[1]);
      }
      case CHECK -> {
        numbers(body, n);
        yield new Message.Check(n[1]);
      }
      default -> throw new IOException("message of unknown kind " + kind);
    };
  }

  /** Fields in {@code ids} are ids, all others are counts. */
  private static void numbers(byte[] body, long[] n, Integer... ids) throws IOException {
    Set<Integer> fixed = Set.of(ids);
    Fields.read(
        body,
        (field, in) -> {
          if (field >= n.length) {
            return false;
          }
          n[field] = fixed.contains(field) ? in.readFixed64() : count(in);
          return true;
        });
  }

  private static long count(CodedInputStream in) throws IOException {
    long value = in.readUInt64();
    if (value < 0) {
      throw new IOException("count out of range");
    }
    return value;
  }

  private static Message readRows(byte[] body) throws IOException {
    long[] n = new long[8];
    List<Entry> entries = new ArrayList<>();
    Map<Long, String> labels = new TreeMap<>();
    List<RelPath> withdrawn = new ArrayList<>();
    List<RelPath> known = new ArrayList<>();
    Fields.read(
        body,
        (field, in) -> {
          switch (field) {
            case 1, 7 -> n[field] = in.readFixed64();
            case 2, 3, 4 -> n[field] = count(in);
            case 9 -> {
              if (!entries.isEmpty()) {
                throw new IOException("two lists of rows in one message");
              }
              entries.addAll(EntryList.decode(in.readByteArray(), MOST_ROWS));
            }
            case 5 -> throw new IOException("rows as an older version told them");
            case 6 -> readLabel(in.readByteArray(), labels);
            case 8 -> withdrawn.add(RelPath.of(in.readStringRequireUtf8()));
            case 10 -> known.add(RelPath.of(in.readStringRequireUtf8()));
            default -> {
              return false;
            }
          }
          if (entries.size() + withdrawn.size() > MOST_ROWS
              || labels.size() > MOST_ROWS
              || known.size() > MOST_ROWS) {
            throw new IOException("too many rows in one message");
          }
          return true;
        });
    return new Message.Rows(n[1], n[2], n[3], n[4] != 0, entries, labels, withdrawn, n[7], known);
  }

  private static void readLabel(byte[] bytes, Map<Long, String> labels) throws IOException {
    long[] actor = new long[1];
    String[] text = {""};
    Fields.read(
        bytes,
        (field, in) -> {
          switch (field) {
            case 1 -> actor[0] = in.readFixed64();
            case 2 -> text[0] = in.readStringRequireUtf8();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (text[0].length() > LONGEST_LABEL) {
      throw new IOException("name of a device too long");
    }
    labels.put(actor[0], text[0]);
  }
}
