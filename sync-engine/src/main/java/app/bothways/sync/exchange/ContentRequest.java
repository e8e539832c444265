package app.bothways.sync.exchange;

import app.bothways.sync.FolderId;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.wire.Fields;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Asks for a bundle of contents of one folder; answered in this order. */
record ContentRequest(FolderId folder, List<Part> parts) {
  static final int MOST_PARTS = 1024;

  /** One content, and where the asked device said that it has it. */
  record Part(RelPath path, ContentId content) {}

  ContentRequest {
    parts = List.copyOf(parts);
  }

  byte[] encode() {
    return Fields.bytes(
        out -> {
          out.writeString(1, folder.text());
          for (Part part : parts) {
            byte[] one =
                Fields.bytes(
                    inner -> {
                      inner.writeString(1, part.path().toString());
                      inner.writeByteArray(2, part.content().bytes());
                    });
            out.writeBytes(2, ByteString.copyFrom(one));
          }
        });
  }

  static ContentRequest decode(byte[] bytes) throws IOException {
    String[] folder = {""};
    List<Part> parts = new ArrayList<>();
    Fields.read(
        bytes,
        (field, in) -> {
          switch (field) {
            case 1 -> folder[0] = in.readStringRequireUtf8();
            case 2 -> parts.add(part(in.readByteArray()));
            default -> {
              return false;
            }
          }
          if (parts.size() > MOST_PARTS) {
            throw new IOException("too many contents in one request");
          }
          return true;
        });
    try {
      return new ContentRequest(new FolderId(folder[0]), parts);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Part part(byte[] bytes) throws IOException {
    String[] path = {""};
    byte[][] content = {{}};
    Fields.read(
        bytes,
        (field, in) -> {
          switch (field) {
            case 1 -> path[0] = in.readStringRequireUtf8();
            case 2 -> content[0] = in.readByteArray();
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Part(RelPath.of(path[0]), ContentId.of(content[0]));
  }
}
