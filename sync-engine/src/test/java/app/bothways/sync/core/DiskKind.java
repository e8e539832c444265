package app.bothways.sync.core;

/** What a disk keeps of a file beside its bytes. */
enum DiskKind {
  FINE(1, true),

  /** Times in steps of two seconds, and nothing of which files are executable. */
  FAT(2_000_000_000L, false);

  /** Whether it tells which files are executable. */
  final boolean keepsBits;

  private final long nanos;

  DiskKind(long nanos, boolean keepsBits) {
    this.nanos = nanos;
    this.keepsBits = keepsBits;
  }

  long round(long time) {
    return Math.floorDiv(time, nanos) * nanos;
  }
}
