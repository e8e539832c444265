package app.bothways.sync.chunk;

import app.bothways.sync.model.ContentId;
import java.util.Arrays;

/** The chunks of one content, in order, without gaps. Immutable. */
public final class ChunkList {
  private final ChunkSizes sizes;
  private final long[] offsets;
  private final byte[] ids;

  /**
   * @param ids the chunks' SHA-256, one after the other
   * @throws IllegalArgumentException when they do not fit together or a length is impossible
   */
  ChunkList(ChunkSizes sizes, int[] lengths, byte[] ids) {
    if (ids.length != lengths.length * ContentId.LENGTH) {
      throw new IllegalArgumentException("a chunk list of unequal parts");
    }
    this.sizes = sizes;
    this.ids = ids;
    offsets = new long[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] <= 0 || lengths[i] > ChunkSizes.LARGEST) {
        throw new IllegalArgumentException("a chunk of " + lengths[i] + " bytes");
      }
      offsets[i + 1] = offsets[i] + lengths[i];
    }
  }

  public ChunkSizes sizes() {
    return sizes;
  }

  public int count() {
    return offsets.length - 1;
  }

  /** Bytes of the whole content. */
  public long total() {
    return offsets[count()];
  }

  public long offset(int chunk) {
    return offsets[chunk];
  }

  public int length(int chunk) {
    return (int) (offsets[chunk + 1] - offsets[chunk]);
  }

  public ContentId id(int chunk) {
    return ContentId.of(
        Arrays.copyOfRange(ids, chunk * ContentId.LENGTH, (chunk + 1) * ContentId.LENGTH));
  }

  /** The first eight bytes of a chunk's id: enough to find candidates by. */
  long print(int chunk) {
    long print = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      print = print << 8 | ids[chunk * ContentId.LENGTH + i] & 0xff;
    }
    return print;
  }

  boolean same(int chunk, ChunkList other, int otherChunk) {
    int mine = chunk * ContentId.LENGTH;
    int theirs = otherChunk * ContentId.LENGTH;
    return length(chunk) == other.length(otherChunk)
        && Arrays.equals(
            ids, mine, mine + ContentId.LENGTH, other.ids, theirs, theirs + ContentId.LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkList list
        && sizes.equals(list.sizes)
        && Arrays.equals(offsets, list.offsets)
        && Arrays.equals(ids, list.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return count() + " chunks of " + total() + " bytes";
  }
}
