package app.bothways.tests.storm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Bytes that nobody else writes: each begins or ends with a number of its own. */
final class Content {
  private static final int LEAST = 24;

  private Content() {}

  /** {@code size} bytes at least 24, unlike all others. */
  static byte[] fresh(long number, int size) {
    var bytes = new byte[Math.max(LEAST, size)];
    new Random(number).nextBytes(bytes);
    byte[] head = mark(number);
    System.arraycopy(head, 0, bytes, 0, head.length);
    return bytes;
  }

  /** {@code old} with something of its own at the end. */
  static byte[] appended(byte[] old, long number) {
    byte[] mark = mark(number);
    byte[] all = Arrays.copyOf(old, old.length + mark.length);
    System.arraycopy(mark, 0, all, old.length, mark.length);
    return all;
  }

  /** {@code old} with something of its own in the middle, of the same size if it is long enough. */
  static byte[] patched(byte[] old, long number, Random random) {
    byte[] mark = mark(number);
    if (old.length < mark.length) {
      return appended(old, number);
    }
    byte[] all = old.clone();
    System.arraycopy(mark, 0, all, random.nextInt(old.length - mark.length + 1), mark.length);
    return all;
  }

  private static byte[] mark(long number) {
    return "<written %012d>%n".formatted(number).getBytes(StandardCharsets.US_ASCII);
  }

  static String id(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
