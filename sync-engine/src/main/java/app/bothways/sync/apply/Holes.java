package app.bothways.sync.apply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Writes a file and leaves holes where it is zero: what reads as zero is not written as zero. The
 * bytes that are read afterwards are the same either way. On systems and disks without holes the
 * room is taken after all.
 */
final class Holes {
  /** A piece is written or left out as a whole; a multiple of the blocks of all disks. */
  private static final int PIECE = 1 << 16;

  private static final int AT_ONCE = 1 << 20;
  private static final byte[] ZEROS = new byte[PIECE];

  private Holes() {}

  /**
   * Puts bytes at {@code offset}. They may be beyond the end of the file as {@link
   * FileChannel#size} tells it: {@link #reach} says where the end is.
   */
  static void write(FileChannel channel, byte[] from, int count, long offset) throws IOException {
    int unwritten = 0;
    for (int at = 0; at < count; ) {
      int piece = Math.min(count - at, PIECE - (int) ((offset + at) % PIECE));
      if (isZero(from, at, piece) && readsZero(channel, offset + at, piece)) {
        plain(channel, from, unwritten, at, offset);
        unwritten = at + piece;
      }
      at += piece;
    }
    plain(channel, from, unwritten, count, offset);
  }

  /** In parts, since Java keeps a buffer as large as the largest one ever written by a thread. */
  private static void plain(FileChannel channel, byte[] from, int start, int end, long offset)
      throws IOException {
    for (int at = start; at < end; ) {
      ByteBuffer bytes = ByteBuffer.wrap(from, at, Math.min(end - at, AT_ONCE));
      at += channel.write(bytes, offset + at);
    }
  }

  private static boolean isZero(byte[] bytes, int from, int count) {
    return Arrays.equals(bytes, from, from + count, ZEROS, 0, count);
  }

  private static boolean readsZero(FileChannel channel, long offset, int count) throws IOException {
    var there = ByteBuffer.allocate(count);
    for (int n = 0; n >= 0 && there.hasRemaining(); ) {
      n = channel.read(there, offset + there.position());
    }
    return isZero(there.array(), 0, there.position());
  }

  /** Makes the file at least {@code size} bytes long. */
  static void reach(FileChannel channel, long size) throws IOException {
    if (channel.size() < size) {
      channel.write(ByteBuffer.wrap(ZEROS, 0, 1), size - 1);
    }
  }
}
