package app.bothways.net.identity;

import java.util.Arrays;

/**
 * The z-base-32 encoding (P. O'Whielacronx, 2002) without padding, as pkarr and iroh write keys.
 */
final class ZBase32 {
  private static final String ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769";
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      VALUES[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  private ZBase32() {}

  static String encode(byte[] bytes) {
    var text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt((buffer >> bits) & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31));
    }
    return text.toString();
  }

  /**
   * @throws IllegalArgumentException when a character is foreign, the length is not that of {@code
   *     size} bytes, or the unused last bits are not zero (two texts never mean the same bytes)
   */
  static byte[] decode(String text, int size) {
    if (text.length() != (size * 8 + 4) / 5) {
      throw new IllegalArgumentException("wrong length " + text.length());
    }
    var bytes = new byte[size];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int value = c < 128 ? VALUES[c] : -1;
      if (value < 0) {
        throw new IllegalArgumentException("foreign character at " + i);
      }
      buffer = ((buffer << 5) | value) & 0xfff;
      bits += 5;
      if (bits >= 8 && at < size) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >> bits);
      }
    }
    if ((buffer & ((1 << bits) - 1)) != 0) {
      throw new IllegalArgumentException("not canonical");
    }
    return bytes;
  }
}
