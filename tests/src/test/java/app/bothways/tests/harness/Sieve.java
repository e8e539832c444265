package app.bothways.tests.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Searches streams of bytes for needles, also where one lies across two pieces. Any thread. */
final class Sieve {
  private final List<byte[]> needles = new CopyOnWriteArrayList<>();
  private final Set<byte[]> seen = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();

  void lookFor(byte[] needle) {
    needles.add(needle.clone());
  }

  boolean saw(byte[] needle) {
    return seen.stream().anyMatch(one -> Arrays.equals(one, needle));
  }

  long bytes() {
    return bytes.get();
  }

  /** One stream; for one thread. */
  Strand strand() {
    return new Strand();
  }

  final class Strand {
    private byte[] tail = {};

    void add(byte[] data, int from, int length) {
      bytes.addAndGet(length);
      byte[] hay = Arrays.copyOf(tail, tail.length + length);
      System.arraycopy(data, from, hay, tail.length, length);
      int longest = 1;
      for (byte[] needle : needles) {
        longest = Math.max(longest, needle.length);
        if (!seen.contains(needle) && contains(hay, needle)) {
          seen.add(needle);
        }
      }
      tail = Arrays.copyOfRange(hay, Math.max(0, hay.length - longest + 1), hay.length);
    }
  }

  private static boolean contains(byte[] hay, byte[] needle) {
    for (int i = 0; i <= hay.length - needle.length; i++) {
      if (hay[i] == needle[0]
          && Arrays.equals(hay, i, i + needle.length, needle, 0, needle.length)) {
        return true;
      }
    }
    return false;
  }
}
