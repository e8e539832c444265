package app.bothways.sync.exchange;

import app.bothways.sync.FolderId;
import app.bothways.sync.FolderMode;
import app.bothways.sync.core.Message;
import app.bothways.sync.wire.Fields;
import app.bothways.sync.wire.MessageCodec;
import com.google.protobuf.ByteString;
import java.io.IOException;

/** What goes over the control stream. */
public sealed interface Control {
  /** First message of both sides. */
  record Hello(int version) implements Control {}

  /**
   * The sender wants to share this folder; repeated at every connection.
   *
   * @param mode what it proposes that the receiver does
   */
  record Offer(FolderId folder, String name, FolderMode mode, long files, long bytes)
      implements Control {}

  /** The offer does not stand any more, or is not wanted. */
  record NoOffer(FolderId folder) implements Control {}

  record InFolder(FolderId folder, Message message) implements Control {}

  static byte[] encode(Control control) {
    return Fields.bytes(
        out -> {
          switch (control) {
            case Hello hello -> out.writeUInt32(1, hello.version());
            case Offer o -> {
              out.writeString(2, o.folder().text());
              out.writeString(3, o.name());
              out.writeUInt64(4, o.files());
              out.writeUInt64(5, o.bytes());
              out.writeUInt32(9, o.mode().ordinal());
            }
            case NoOffer no -> out.writeString(6, no.folder().text());
            case InFolder in -> {
              out.writeString(7, in.folder().text());
              out.writeBytes(8, ByteString.copyFrom(MessageCodec.encode(in.message())));
            }
          }
        });
  }

  /**
   * @throws IOException when {@code bytes} are no such message
   */
  static Control decode(byte[] bytes) throws IOException {
    var version = new int[2];
    var text = new String[] {"", "", "", ""};
    var numbers = new long[2];
    var message = new Message[1];
    Fields.read(
        bytes,
        (field, in) -> {
          switch (field) {
            case 1 -> version[0] = in.readUInt32();
            case 2 -> text[0] = in.readStringRequireUtf8();
            case 3 -> text[1] = in.readStringRequireUtf8();
            case 4 -> numbers[0] = Math.max(0, in.readUInt64());
            case 5 -> numbers[1] = Math.max(0, in.readUInt64());
            case 6 -> text[2] = in.readStringRequireUtf8();
            case 7 -> text[3] = in.readStringRequireUtf8();
            case 9 -> version[1] = in.readUInt32();
            case 8 -> message[0] = MessageCodec.decode(in.readByteArray());
            default -> {
              return false;
            }
          }
          return true;
        });
    try {
      if (message[0] != null) {
        return new InFolder(new FolderId(text[3]), message[0]);
      }
      if (!text[2].isEmpty()) {
        return new NoOffer(new FolderId(text[2]));
      }
      if (!text[0].isEmpty()) {
        return new Offer(
            new FolderId(text[0]), name(text[1]), mode(version[1]), numbers[0], numbers[1]);
      }
      return new Hello(version[0]);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a valid message: " + e.getMessage(), e);
    }
  }

  /** What a later version may have more is two-way: the receiver decides anyway. */
  private static FolderMode mode(int number) {
    FolderMode[] all = FolderMode.values();
    return number >= 0 && number < all.length ? all[number] : FolderMode.TWO_WAY;
  }

  private static String name(String text) {
    String plain = text.replaceAll("\\p{C}", " ").strip();
    String cut =
        plain
            .codePoints()
            .limit(100)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return cut.isEmpty() ? "folder" : cut;
  }
}
