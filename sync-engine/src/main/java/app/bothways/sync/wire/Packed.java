package app.bothways.sync.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers and bytes one after the other, without names or alignment. Numbers are of seven bits to a
 * byte, low ones first; those that may be negative are folded into even and odd.
 */
public final class Packed {
  private Packed() {}

  /** How many bytes a number takes. */
  static int length(long number) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 6) / 7);
  }

  /** For one thread. */
  public static final class Out {
    private byte[] bytes = new byte[128];
    private int length;

    private void room(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
      }
    }

    public void octet(int value) {
      room(1);
      bytes[length++] = (byte) value;
    }

    /** Small ones are short; negative ones take ten bytes. */
    public void number(long value) {
      room(10);
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes[length++] = (byte) (rest & 0x7f | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    public void signed(long value) {
      number(value << 1 ^ value >> 63);
    }

    public void fixed(long value) {
      room(8);
      ByteBuffer.wrap(bytes, length, 8).putLong(value);
      length += 8;
    }

    public void bytes(byte[] some) {
      bytes(some, 0, some.length);
    }

    public void bytes(byte[] some, int from, int count) {
      room(count);
      System.arraycopy(some, from, bytes, length, count);
      length += count;
    }

    public void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      bytes(utf8);
    }

    public byte[] done() {
      return Arrays.copyOf(bytes, length);
    }
  }

  /** Reads what {@link Out} wrote; never beyond the end, whatever the bytes are. */
  public static final class In {
    private final byte[] bytes;
    private int at;

    public In(byte[] bytes) {
      this.bytes = bytes;
    }

    private void need(long more) throws IOException {
      if (more < 0 || more > bytes.length - at) {
        throw new IOException("a row that ends too soon");
      }
    }

    public int octet() throws IOException {
      need(1);
      return bytes[at++] & 0xff;
    }

    public long number() throws IOException {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        int next = octet();
        value |= (long) (next & 0x7f) << shift;
        if ((next & 0x80) == 0) {
          return value;
        }
      }
      throw new IOException("a number that does not end");
    }

    public long signed() throws IOException {
      long folded = number();
      return folded >>> 1 ^ -(folded & 1);
    }

    public long fixed() throws IOException {
      need(8);
      at += 8;
      return ByteBuffer.wrap(bytes, at - 8, 8).getLong();
    }

    public byte[] bytes(int length) throws IOException {
      need(length);
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String text() throws IOException {
      long length = number();
      need(length);
      at += (int) length;
      return text(bytes, at - (int) length, (int) length);
    }

    static String text(byte[] bytes, int from, int length) throws IOException {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, from, length))
            .toString();
      } catch (CharacterCodingException e) {
        throw new IOException("text that is not Unicode", e);
      }
    }

    /** The next bytes, into {@code out} from {@code to} on. */
    public void bytes(byte[] out, int to, int length) throws IOException {
      need(length);
      System.arraycopy(bytes, at, out, to, length);
      at += length;
    }

    /** Whether all was read. */
    public boolean isAtEnd() {
      return at == bytes.length;
    }

    public void end() throws IOException {
      if (at != bytes.length) {
        throw new IOException("a row with more than belongs to it");
      }
    }
  }
}
