package app.bothways.sync.chunk;

import java.util.Arrays;

/**
 * Where chunks may be, by 64 bits of their ids: 16 bytes a chunk, at most three quarters full.
 * Whoever finds something looks whether it is that. For one thread.
 */
final class Fingerprints {
  private static final int MOST_FOUND = 8;
  private static final long FREE = -1;

  private long[] prints = new long[64];
  private long[] values = filled(64);
  private int count;

  private static long[] filled(int size) {
    var values = new long[size];
    Arrays.fill(values, FREE);
    return values;
  }

  /**
   * @param value not negative
   */
  void add(long print, long value) {
    if (count * 4L >= prints.length * 3L) {
      grow();
    }
    int at = slot(print);
    int seen = 0;
    while (values[at] != FREE) {
      // Contents full of one repeated chunk must not make every search long.
      if (prints[at] == print && ++seen == MOST_FOUND) {
        return;
      }
      at = at + 1 & prints.length - 1;
    }
    prints[at] = print;
    values[at] = value;
    count++;
  }

  /** At most eight, the oldest first. */
  long[] find(long print) {
    var found = new long[MOST_FOUND];
    int n = 0;
    for (int at = slot(print); values[at] != FREE; at = at + 1 & prints.length - 1) {
      if (prints[at] == print && n < MOST_FOUND) {
        found[n++] = values[at];
      }
    }
    return Arrays.copyOf(found, n);
  }

  private int slot(long print) {
    return (int) (print * 0x9e3779b97f4a7c15L >>> 32) & prints.length - 1;
  }

  private void grow() {
    long[] oldPrints = prints;
    long[] oldValues = values;
    prints = new long[oldPrints.length * 2];
    values = filled(oldPrints.length * 2);
    count = 0;
    for (int i = 0; i < oldPrints.length; i++) {
      if (oldValues[i] != FREE) {
        add(oldPrints[i], oldValues[i]);
      }
    }
  }
}
