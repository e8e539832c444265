package app.bothways.sync.exchange;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/** Messages on a stream: four bytes of length, then the message. */
final class Frames {
  static final int LONGEST = 16 << 20;

  private Frames() {}

  static void write(DataOutputStream out, byte[] message) throws IOException {
    if (message.length > LONGEST) {
      throw new IOException("message of " + message.length + " bytes");
    }
    out.writeInt(message.length);
    out.write(message);
  }

  /** Empty at the end of the stream; a length is believed only as far as bytes come. */
  static Optional<byte[]> read(DataInputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    if (length < 0 || length > LONGEST) {
      throw new IOException("message of " + Integer.toUnsignedString(length) + " bytes announced");
    }
    byte[] message = in.readNBytes(length);
    if (message.length < length) {
      throw new IOException("the stream ended inside a message");
    }
    return Optional.of(message);
  }
}
