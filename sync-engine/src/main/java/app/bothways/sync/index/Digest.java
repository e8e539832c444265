package app.bothways.sync.index;

import app.bothways.sync.model.DirEntry;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.FileEntry;
import app.bothways.sync.model.LinkEntry;
import app.bothways.sync.model.Tombstone;

/**
 * A 64-bit number for what an entry says, to be added up over an index. Not against an attacker.
 */
public final class Digest {
  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;

  private Digest() {}

  /** 0 for tombstones, which devices forget at different times. */
  public static long of(Entry entry) {
    long hash =
        switch (entry) {
          case Tombstone _ -> 0;
          case DirEntry _ -> 1;
          case LinkEntry link -> text(2, link.target());
          case FileEntry file ->
              text(file.executable() ? 3 : 4, "") * PRIME + file.contentId().hashCode();
        };
    if (hash == 0) {
      return 0;
    }
    hash = text(hash, entry.path().toString());
    for (var counter : entry.version().vector().counters().entrySet()) {
      hash = mix(hash * PRIME + mix(counter.getKey()) + counter.getValue());
    }
    return mix(hash);
  }

  private static long text(long start, String text) {
    long hash = BASIS ^ start;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return hash;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
