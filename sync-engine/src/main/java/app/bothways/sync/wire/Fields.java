package app.bothways.sync.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Helpers over protobuf's coded streams. */
public final class Fields {
  private Fields() {}

  /** Writes fields. */
  @FunctionalInterface
  public interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  /** Reads the value of one field and returns true, or returns false to have it skipped. */
  @FunctionalInterface
  public interface Reader {
    boolean read(int field, CodedInputStream in) throws IOException;
  }

  public static byte[] bytes(Writer writer) {
    try {
      var bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes, 256);
      writer.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IOException for bytes that are no such message, whatever is wrong with them
   */
  public static void read(byte[] bytes, Reader reader) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    try {
      while (true) {
        int tag = in.readTag();
        if (tag == 0) {
          return;
        }
        if (!reader.read(WireFormat.getTagFieldNumber(tag), in) && !in.skipField(tag)) {
          throw new IOException("unexpected end of group");
        }
      }
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new IOException("not a valid message: " + e.getMessage(), e);
    }
  }

  static void nested(CodedOutputStream out, int field, byte[] message) throws IOException {
    out.writeBytes(field, ByteString.copyFrom(message));
  }
}
