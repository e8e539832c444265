package app.bothways.sync;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes a second over the last few seconds; any thread. */
final class Meter {
  private static final int SECONDS = 5;

  private final long[] bytes = new long[SECONDS + 1];
  private final long[] second = new long[SECONDS + 1];

  synchronized void add(long n) {
    long now = System.nanoTime() / 1_000_000_000L;
    int slot = (int) Math.floorMod(now, (long) bytes.length);
    if (second[slot] != now) {
      second[slot] = now;
      bytes[slot] = 0;
    }
    bytes[slot] += n;
  }

  synchronized long perSecond() {
    long now = System.nanoTime() / 1_000_000_000L;
    long sum = 0;
    for (int i = 0; i < bytes.length; i++) {
      sum += now - second[i] <= SECONDS ? bytes[i] : 0;
    }
    return sum / SECONDS;
  }

  InputStream counting(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int b = super.read();
        add(b < 0 ? 0 : 1);
        return b;
      }

      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        int n = super.read(b, off, len);
        add(Math.max(n, 0));
        return n;
      }
    };
  }
}
