package app.bothways.sync.chunk;

/** Cuts a stream of bytes into chunks and hashes each. For one thread. */
public final class Cutter {
  private final Edges edges;
  private final ChunkHashes hashes;

  public Cutter(ChunkSizes sizes) {
    edges = new Edges(sizes);
    hashes = new ChunkHashes(sizes);
  }

  public void update(byte[] bytes, int from, int count) {
    int end = from + count;
    for (int start = from; start < end; ) {
      int stop = edges.next(bytes, start, end);
      hashes.update(bytes, start, stop < 0 ? end : stop);
      if (stop >= 0) {
        hashes.end();
      }
      start = stop < 0 ? end : stop;
    }
  }

  /** The list of all that was given; nothing may be given afterwards. */
  public ChunkList finish() {
    return hashes.finish();
  }
}
