package app.bothways.net.relay.server.stun;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Bounds the answers to one source per second. Sources share a fixed table by hash: two may share a
 * place and then share its share, and nothing grows however many there are. One thread.
 */
final class Reflections {
  static final int PER_SECOND = 64;
  private static final int PLACES = 1 << 14;
  private static final long SECOND = 1_000_000_000L;

  private final byte[] counts = new byte[PLACES];
  private final int salt = new java.security.SecureRandom().nextInt();
  private long window = System.nanoTime();

  boolean allow(InetAddress source) {
    long now = System.nanoTime();
    if (now - window >= SECOND) {
      window = now;
      Arrays.fill(counts, (byte) 0);
    }
    // The salt keeps others from choosing who shares a place with whom.
    int hash = (Arrays.hashCode(source.getAddress()) ^ salt) * 0x9E3779B1;
    int place = (hash >>> 18) & (PLACES - 1);
    if (counts[place] >= PER_SECOND) {
      return false;
    }
    counts[place]++;
    return true;
  }
}
