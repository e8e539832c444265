package app.bothways.sync.chunk;

/**
 * How large the chunks of a content are. All by the average, a power of two: no chunk is larger
 * than four times that, none but the last is smaller than a quarter of it.
 *
 * @param averageBits the average is {@code 1 << averageBits} bytes; from 16 (64 KiB) to 22 (4 MiB)
 */
public record ChunkSizes(int averageBits) {
  /** Contents up to this size are one chunk: nothing is kept about them. */
  public static final int ONE_CHUNK = 256 << 10;

  static final int LEAST_BITS = 16;
  static final int MOST_BITS = 22;

  /** No chunk of any content is larger. */
  public static final int LARGEST = 4 << MOST_BITS;

  private static final int CHUNKS_BITS = 14;

  public ChunkSizes {
    if (averageBits < LEAST_BITS || averageBits > MOST_BITS) {
      throw new IllegalArgumentException("no chunk size of " + averageBits + " bits");
    }
  }

  /** For a content of {@code size} bytes that nothing is known of: some ten thousand chunks. */
  public static ChunkSizes of(long size) {
    int bits = 63 - Long.numberOfLeadingZeros(Math.max(1, size)) - CHUNKS_BITS;
    return new ChunkSizes(Math.clamp(bits, LEAST_BITS, MOST_BITS));
  }

  /**
   * For the next version of a content that was cut like this: cut otherwise, the two would have no
   * chunk in common, so the sizes change only when they are off by more than two.
   */
  public ChunkSizes next(long size) {
    ChunkSizes fresh = of(size);
    return Math.abs(fresh.averageBits - averageBits) > 1 ? fresh : this;
  }

  int average() {
    return 1 << averageBits;
  }

  int least() {
    return average() / 4;
  }

  int most() {
    return average() * 4;
  }
}
