package app.bothways.sync.chunk;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Chunk lists as bytes: average bits; then runs. A run is a number n, doubled; even: n chunks as
 * lengths and ids; odd: n chunks as in the base list, whose first number follows. Numbers have
 * seven bits to a byte, low ones first.
 */
public final class ChunkListCodec {
  /** Whatever a list says, no more are read: 4 TiB of smallest chunks would have as many. */
  public static final int MOST_CHUNKS = 1 << 22;

  /** No encoded list is longer: what {@link #MOST_CHUNKS} need at most. */
  public static final int LONGEST = 160 << 20;

  private ChunkListCodec() {}

  /** Two sides that hold lists with equal digests hold the same list. */
  public static ContentId digest(ChunkList list) {
    return ContentId.of(Hasher.sha256().digest(encode(list)));
  }

  public static byte[] encode(ChunkList list) {
    var out = new ByteArrayOutputStream(64 + list.count() * (ContentId.LENGTH + 3));
    out.write(list.sizes().averageBits());
    literal(out, list, 0, list.count());
    return out.toByteArray();
  }

  /** Only what {@code base} does not have in the same order is written out. */
  public static byte[] encode(ChunkList list, ChunkList base) {
    var out = new ByteArrayOutputStream();
    out.write(list.sizes().averageBits());
    var where = new Fingerprints();
    for (int i = 0; i < base.count(); i++) {
      where.add(base.print(i), i);
    }
    int from = 0;
    int at = 0;
    while (at < list.count()) {
      int found = find(list, at, base, where);
      int run = found < 0 ? 0 : run(list, at, base, found);
      if (run > 0) {
        literal(out, list, from, at);
        number(out, run * 2L + 1);
        number(out, found);
        from = at + run;
      }
      at += Math.max(1, run);
    }
    literal(out, list, from, list.count());
    return out.toByteArray();
  }

  private static int find(ChunkList list, int at, ChunkList base, Fingerprints where) {
    for (long candidate : where.find(list.print(at))) {
      if (list.same(at, base, (int) candidate)) {
        return (int) candidate;
      }
    }
    return -1;
  }

  private static int run(ChunkList list, int at, ChunkList base, int baseAt) {
    int n = 1;
    while (at + n < list.count()
        && baseAt + n < base.count()
        && list.same(at + n, base, baseAt + n)) {
      n++;
    }
    return n;
  }

  private static void literal(ByteArrayOutputStream out, ChunkList list, int from, int to) {
    if (from == to) {
      return;
    }
    number(out, (to - from) * 2L);
    for (int i = from; i < to; i++) {
      number(out, list.length(i));
      out.writeBytes(list.id(i).bytes());
    }
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long left = value;
    while (left > 0x7f) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  public static ChunkList decode(byte[] bytes) throws IOException {
    return decode(
        bytes, new ChunkList(new ChunkSizes(ChunkSizes.LEAST_BITS), new int[0], new byte[0]));
  }

  /**
   * @throws IOException when {@code bytes} are no list over that base
   */
  public static ChunkList decode(byte[] bytes, ChunkList base) throws IOException {
    try {
      var in = new ByteArrayInputStream(bytes);
      var sizes = new ChunkSizes(in.read());
      var draft = new Draft();
      while (in.available() > 0) {
        run(in, base, draft);
      }
      return new ChunkList(
          sizes,
          Arrays.copyOf(draft.lengths, draft.count),
          Arrays.copyOf(draft.ids, draft.count * ContentId.LENGTH));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a chunk list: " + e.getMessage(), e);
    }
  }

  private static void run(ByteArrayInputStream in, ChunkList base, Draft draft) throws IOException {
    long head = number(in);
    long n = head >>> 1;
    if (n == 0 || n > MOST_CHUNKS - draft.count) {
      throw new IOException("a run of " + n + " chunks");
    }
    if ((head & 1) == 1) {
      long from = number(in);
      if (from > base.count() - n) {
        throw new IOException("a run beyond the base");
      }
      for (int i = (int) from; i < from + n; i++) {
        draft.add(base.length(i), base.id(i).bytes());
      }
      return;
    }
    // A number of chunks is believed only as far as bytes come.
    for (long i = 0; i < n; i++) {
      long length = number(in);
      byte[] id = in.readNBytes(ContentId.LENGTH);
      if (id.length < ContentId.LENGTH || length > ChunkSizes.LARGEST) {
        throw new IOException("a chunk list that breaks off");
      }
      draft.add((int) length, id);
    }
  }

  private static long number(ByteArrayInputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("a chunk list with a broken number");
  }

  private static final class Draft {
    int[] lengths = new int[64];
    byte[] ids = new byte[64 * ContentId.LENGTH];
    int count;

    void add(int length, byte[] id) {
      if (count == lengths.length) {
        lengths = Arrays.copyOf(lengths, count * 2);
        ids = Arrays.copyOf(ids, count * 2 * ContentId.LENGTH);
      }
      lengths[count] = length;
      System.arraycopy(id, 0, ids, count * ContentId.LENGTH, ContentId.LENGTH);
      count++;
    }
  }
}
