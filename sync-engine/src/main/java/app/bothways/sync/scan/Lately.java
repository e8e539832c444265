package app.bothways.sync.scan;

import app.bothways.sync.chunk.ChunkSizes;
import app.bothways.sync.chunk.Sweep;
import app.bothways.sync.fs.Meta;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Larger files that were read to their end while their name went: a program that saves with care
 * writes beside and renames, and the system may take a second for the rename of a gigabyte. They
 * need not be read again at once under their new name; whoever takes them from here says that they
 * are to be read again soon, since the rename hides a change whose time was put back. Few, in
 * memory only, each handed out once. Any thread; guarded by itself.
 */
final class Lately {
  private static final int MOST = 8;

  /**
   * A file as it was read.
   *
   * @param at when reading began
   */
  record Read(Sweep.Swept swept, Instant at) {}

  private record Key(long fileKey, long size, long mtimeNanos) {
    static Key of(Meta meta) {
      return new Key(meta.fileKey(), meta.size(), meta.mtimeNanos());
    }
  }

  private final Map<Key, Read> reads = new LinkedHashMap<>();

  /**
   * @param meta what it was like before it was read
   */
  synchronized void keep(Meta meta, Read read) {
    if (meta.fileKey() == 0) {
      return;
    }
    reads.put(Key.of(meta), read);
    if (reads.size() > MOST) {
      reads.remove(reads.keySet().iterator().next());
    }
  }

  /** What was read of a file with this identity, size and time, if it was cut like this. */
  synchronized Optional<Read> take(Meta meta, ChunkSizes sizes) {
    return Optional.ofNullable(reads.remove(Key.of(meta)))
        .filter(read -> read.swept().chunks().sizes().equals(sizes));
  }
}
