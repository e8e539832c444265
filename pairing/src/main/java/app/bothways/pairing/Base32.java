package app.bothways.pairing;

import java.util.Arrays;

/** Base 32 without padding, upper case when written (RFC 4648 section 6). */
final class Base32 {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Base32() {}

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
   * Reads upper or lower case. Bits left over after the last whole byte are handed back too,
   * because whether they matter is for the caller to say: a text cut short leaves arbitrary ones.
   *
   * @throws IllegalArgumentException naming the first character that is foreign
   */
  static Decoded decode(String text) {
    var bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      buffer = (buffer << 5) | value(text.charAt(i), i);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >> bits);
      }
      buffer &= 0xff;
    }
    return new Decoded(Arrays.copyOf(bytes, at), bits, buffer & ((1 << bits) - 1));
  }

  /**
   * @param leftBits how many bits follow the last whole byte; 5 or more means that no encoder wrote
   *     such a length
   * @param left their value
   */
  record Decoded(byte[] bytes, int leftBits, int left) {
    boolean canonical() {
      return leftBits < 5 && left == 0;
    }
  }

  private static int value(char c, int at) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    if (c >= '2' && c <= '7') {
      return c - '2' + 26;
    }
    throw new IllegalArgumentException("foreign character at " + at);
  }
}
