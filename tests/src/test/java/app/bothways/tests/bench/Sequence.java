package app.bothways.tests.bench;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes that tell their own place: every eight of them are their offset. */
final class Sequence {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private long offset;

  /** Fills a block, of a multiple of eight bytes, whose first byte stands at {@code offset}. */
  static void fill(byte[] block, long offset) {
    for (int i = 0; i < block.length; i += Long.BYTES) {
      LONG.set(block, i, offset + i);
    }
  }

  /**
   * The next bytes of the stream.
   *
   * @throws IOException when a byte is not the one that belongs here
   */
  void check(byte[] bytes, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      long at = offset + i;
      byte right = (byte) ((at & ~7L) >>> (56 - 8 * (at & 7)));
      if (bytes[i] != right) {
        throw new IOException("byte " + at + " is wrong");
      }
    }
    offset += length;
  }

  /** How many bytes came, each once and in order. */
  long checked() {
    return offset;
  }
}
