package app.bothways.sync.transfer;

import app.bothways.sync.chunk.ChunkList;
import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.core.Want;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Partial;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;

/**
 * One larger content being put together on the stage, by its chunk list: what an earlier run left,
 * what other files here hold, the rest from devices. What is copied here is not verified chunk by
 * chunk; should the whole not be what was wanted, it is, and fetched if it is wrong. Several
 * threads may bring chunks; the rest is for one thread.
 */
final class Assembly implements AutoCloseable {
  /** How a whole that does not match is to be understood. */
  enum Verdict {
    /** Some chunks were not what they were taken for; they are missing again. */
    REPAIR,
    /** Every chunk is what the list says: the list is of another content. */
    WRONG_LIST
  }

  /** Whether each chunk that comes from a device is looked at, or only the whole they make. */
  enum Proof {
    /** So that it is known who sent what is wrong. */
    OF_EACH,
    /** Enough where it can only be one who did, and cheaper: the whole is hashed in any case. */
    OF_THE_WHOLE
  }

  private final Want want;
  private final ChunkList list;
  private final Partial partial;
  private final Progress progress;
  private final BitSet present = new BitSet();
  private final BitSet verified = new BitSet();
  private long partly;

  Assembly(Want want, ChunkList list, Partial partial, Progress progress) {
    this.want = want;
    this.list = list;
    this.partial = partial;
    this.progress = progress;
  }

  /** Looks at what an earlier run left. */
  void resume(Cancel cancel) throws IOException {
    if (partial.resumed()) {
      verify(0, cancel);
    }
  }

  /** Copies what is here already. */
  void reuse(Local local, ChunkStore chunks, Cancel cancel) throws IOException {
    var buffer = new byte[largest()];
    for (int i = 0; i < list.count(); i++) {
      cancel.check();
      int length = list.length(i);
      if (!present.get(i) && local.read(chunks.places(list, i), buffer, length)) {
        partial.write(list.offset(i), buffer, length);
        has(i, false);
      }
    }
  }

  /** Bytes of the largest chunk. */
  int largest() {
    int largest = 0;
    for (int i = 0; i < list.count(); i++) {
      largest = Math.max(largest, list.length(i));
    }
    return largest;
  }

  private synchronized void has(int chunk, boolean sure) {
    if (!present.get(chunk)) {
      progress.partly(list.length(chunk));
      partly += list.length(chunk);
    }
    present.set(chunk);
    verified.set(chunk, sure);
    int missing = present.nextClearBit(0);
    partial.written(missing >= list.count() ? list.total() : list.offset(missing));
  }

  /** The missing chunks. */
  synchronized BitSet missing() {
    var missing = (BitSet) present.clone();
    missing.flip(0, list.count());
    return missing;
  }

  ChunkList list() {
    return list;
  }

  /**
   * A chunk that came from a device, at the beginning of {@code bytes}. Any thread.
   *
   * @return false when it is not the one of the list; then it was not taken
   */
  boolean came(int chunk, byte[] bytes, Proof proof) throws IOException {
    int length = list.length(chunk);
    boolean looked = proof == Proof.OF_EACH;
    if (looked && !isChunk(chunk, bytes)) {
      return false;
    }
    partial.write(list.offset(chunk), bytes, length);
    has(chunk, looked);
    return true;
  }

  private boolean isChunk(int chunk, byte[] bytes) {
    var digest = Hasher.sha256();
    digest.update(bytes, 0, list.length(chunk));
    return ContentId.of(digest.digest()).equals(list.id(chunk));
  }

  /** The whole, when it is the content that was wanted. */
  Optional<Staged> finish() throws IOException {
    return partial.finish();
  }

  /** After {@link #finish} said no: which chunks are not what they should be? */
  Verdict judge(Cancel cancel) throws IOException {
    verify(0, cancel);
    return missing().isEmpty() ? Verdict.WRONG_LIST : Verdict.REPAIR;
  }

  private void verify(int from, Cancel cancel) throws IOException {
    var buffer = new byte[largest()];
    for (int i = from; i < list.count(); i++) {
      cancel.check();
      if (verified.get(i)) {
        continue;
      }
      partial.read(list.offset(i), buffer, list.length(i));
      if (isChunk(i, buffer)) {
        has(i, true);
      } else {
        lost(i);
      }
    }
  }

  private synchronized void lost(int chunk) {
    if (present.get(chunk)) {
      progress.partly(-list.length(chunk));
      partly -= list.length(chunk);
    }
    present.clear(chunk);
  }

  /** Throws away what is there. */
  void discard() {
    partial.discard();
  }

  /** A full disk gets its room back; anything else is kept for the next time. */
  void failed(IOException failure) {
    if (failure instanceof DiskException disk
        && disk.error().code() == app.bothways.sync.model.ErrorCode.DISK_FULL) {
      partial.discard();
    }
  }

  Want want() {
    return want;
  }

  @Override
  public void close() {
    partial.close();
    progress.over(partly);
  }
}
