package app.bothways.sync.chunk;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into chunks and hashes each: FastCDC (Xia and others, USENIX ATC 2016)
 * with a gear hash, no cut in the first quarter of the average, and a stricter condition before the
 * average than after it. Where it cuts depends on nothing but the bytes since the last cut. For one
 * thread.
 */
public final class Cutter {
  /** The gear table: SplitMix64 from a fixed seed. It is part of the protocol. */
  private static final long[] GEAR = gear();

  private static final long SEED = 0x626f746877617973L;
  private static final int STRICTER_BITS = 2;

  private final ChunkSizes sizes;
  private final long strict;
  private final long lax;
  private final MessageDigest digest = Hasher.sha256();
  private int[] lengths = new int[64];
  private byte[] ids = new byte[64 * ContentId.LENGTH];
  private int count;
  private int length;
  private long hash;

  public Cutter(ChunkSizes sizes) {
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

  public void update(byte[] bytes, int from, int count) {
    int end = from + count;
    int start = from;
    while (start < end) {
      int stop = cut(bytes, start, end);
      boolean whole = stop >= 0;
      int until = whole ? stop : end;
      digest.update(bytes, start, until - start);
      length += until - start;
      if (whole) {
        close();
      }
      start = until;
    }
  }

  /** Where the chunk that is open ends, or -1 when not in these bytes. */
  private int cut(byte[] bytes, int start, int end) {
    int i = start;
    int base = start - length;
    i = Math.max(i, Math.min(end, base + sizes.least()));
    long h = hash;
    int normal = Math.min(end, base + sizes.average());
    for (; i < normal; i++) {
      h = (h << 1) + GEAR[bytes[i] & 0xff];
      if ((h & strict) == 0) {
        return i + 1;
      }
    }
    int last = Math.min(end, base + sizes.most());
    for (; i < last; i++) {
      h = (h << 1) + GEAR[bytes[i] & 0xff];
      if ((h & lax) == 0) {
        return i + 1;
      }
    }
    hash = h;
    return i == base + sizes.most() ? i : -1;
  }

  private void close() {
    if (count == lengths.length) {
      lengths = Arrays.copyOf(lengths, count * 2);
      ids = Arrays.copyOf(ids, count * 2 * ContentId.LENGTH);
    }
    lengths[count] = length;
    System.arraycopy(digest.digest(), 0, ids, count * ContentId.LENGTH, ContentId.LENGTH);
    count++;
    length = 0;
    hash = 0;
  }

  /** The list of all that was given; nothing may be given afterwards. */
  public ChunkList finish() {
    if (length > 0) {
      close();
    }
    return new ChunkList(
        sizes, Arrays.copyOf(lengths, count), Arrays.copyOf(ids, count * ContentId.LENGTH));
  }
}
