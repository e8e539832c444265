package app.bothways.sync.chunk;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.security.MessageDigest;
import java.util.Arrays;

/** Lengths and hashes of chunks whose ends are known. For one thread. */
final class ChunkHashes {
  private final ChunkSizes sizes;
  private final MessageDigest digest = Hasher.sha256();
  private int[] lengths = new int[64];
  private byte[] ids = new byte[64 * ContentId.LENGTH];
  private int count;
  private int length;

  ChunkHashes(ChunkSizes sizes) {
    this.sizes = sizes;
  }

  void update(byte[] bytes, int from, int until) {
    digest.update(bytes, from, until - from);
    length += until - from;
  }

  /** The chunk that is open ends here. */
  void end() {
    if (count == lengths.length) {
      lengths = Arrays.copyOf(lengths, count * 2);
      ids = Arrays.copyOf(ids, count * 2 * ContentId.LENGTH);
    }
    lengths[count] = length;
    System.arraycopy(digest.digest(), 0, ids, count * ContentId.LENGTH, ContentId.LENGTH);
    count++;
    length = 0;
  }

  /** The list of all that was given; nothing may be given afterwards. */
  ChunkList finish() {
    if (length > 0) {
      end();
    }
    return new ChunkList(
        sizes, Arrays.copyOf(lengths, count), Arrays.copyOf(ids, count * ContentId.LENGTH));
  }
}
