package app.bothways.sync;

import app.bothways.sync.model.VersionVector;
import java.security.SecureRandom;

/** Names that nothing else bears. */
final class RandomIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private RandomIds() {}

  /** For a new database; never 0. */
  static long actor() {
    long actor = 0;
    while (actor == 0 || VersionVector.isEcho(actor)) {
      actor = RANDOM.nextLong();
    }
    return actor;
  }

  static FolderId folder() {
    var id = new byte[16];
    RANDOM.nextBytes(id);
    return new FolderId(base32(id));
  }

  private static String base32(byte[] bytes) {
    var out = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = held << 8 | b & 0xff;
      bits += 8;
      while (bits >= 5) {
        out.append(ALPHABET.charAt(held >>> bits - 5 & 31));
        bits -= 5;
      }
    }
    return out.append(ALPHABET.charAt(held << 5 - bits & 31)).toString();
  }
}
