package app.bothways.sync.chunk;

/**
 * Where chunks end: FastCDC (Xia and others, USENIX ATC 2016) with a gear hash, no end in the first
 * quarter of the average, and a stricter condition before the average than after it. Where a chunk
 * ends depends on nothing but the bytes since the last end. For one thread.
 */
final class Edges {
  /** The gear table: SplitMix64 from a fixed seed. It is part of the protocol. */
  private static final long[] GEAR = gear();

  private static final long SEED = 0x626f746877617973L;
  private static final int STRICTER_BITS = 2;

  private final ChunkSizes sizes;
  private final long strict;
  private final long lax;
  private int length;
  private long hash;

  Edges(ChunkSizes sizes) {
    this.sizes = sizes;
    strict = mask(sizes.averageBits() + STRICTER_BITS);
    lax = mask(sizes.averageBits() - STRICTER_BITS);
  }

  /** The upper bits: those that the last 64 bytes, not only the last few, have had a say in. */
  private static long mask(int bits) {
    return -1L << (Long.SIZE - bits);
  }

  private static long[] gear() {
    var table = new long[256];
    long state = SEED;
    for (int i = 0; i < table.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      table[i] = z ^ (z >>> 31);
    }
    return table;
  }

  static long gear(byte one) {
    return GEAR[one & 0xff];
  }

  /** Where the chunk that is open ends, or -1 when not in these bytes: then more must follow. */
  int next(byte[] bytes, int start, int end) {
    int stop = find(bytes, start, end);
    if (stop < 0) {
      length += end - start;
    } else {
      length = 0;
      hash = 0;
    }
    return stop;
  }

  private int find(byte[] bytes, int start, int end) {
    int base = start - length;
    int from = Math.max(start, Math.min(end, base + sizes.least()));
    int normal = Math.max(from, Math.min(end, base + sizes.average()));
    int stop = scan(bytes, from, normal, strict);
    if (stop < 0) {
      int last = Math.max(normal, Math.min(end, base + sizes.most()));
      stop = scan(bytes, normal, last, lax);
      return stop < 0 && last == base + sizes.most() ? last : stop;
    }
    return stop;
  }

  /**
   * Four bytes at once: what they add up to does not wait for the hash of those before them, so the
   * processor works on it meanwhile; a third of the time is saved by that.
   */
  private int scan(byte[] bytes, int from, int until, long mask) {
    long h = hash;
    int i = from;
    for (; i < until - 3; i += 4) {
      long one = GEAR[bytes[i] & 0xff];
      long two = (one << 1) + GEAR[bytes[i + 1] & 0xff];
      long three = (two << 1) + GEAR[bytes[i + 2] & 0xff];
      long four = (three << 1) + GEAR[bytes[i + 3] & 0xff];
      if ((((h << 1) + one) & mask) == 0) {
        return i + 1;
      }
      if ((((h << 2) + two) & mask) == 0) {
        return i + 2;
      }
      if ((((h << 3) + three) & mask) == 0) {
        return i + 3;
      }
      h = (h << 4) + four;
      if ((h & mask) == 0) {
        return i + 4;
      }
    }
    for (; i < until; i++) {
      h = (h << 1) + GEAR[bytes[i] & 0xff];
      if ((h & mask) == 0) {
        return i + 1;
      }
    }
    hash = h;
    return -1;
  }
}
