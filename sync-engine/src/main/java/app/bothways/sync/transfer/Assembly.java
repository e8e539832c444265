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
import java.util.List;
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

  /** What is missing and nowhere on this disk, as far as is known. */
  BitSet absent(Local local, ChunkStore chunks) {
    BitSet absent = missing();
    for (int i = absent.nextSetBit(0); i >= 0; i = absent.nextSetBit(i + 1)) {
      absent.set(i, chunks.places(list, i).stream().noneMatch(local::holds));
    }
    return absent;
  }

  /**
   * Copies what is here already, many chunks at once where they stand together there too.
   *
   * @param absent need not be looked for
   */
  void reuse(Local local, ChunkStore chunks, BitSet absent, Cancel cancel) throws IOException {
    var buffer = new byte[Math.max(Pieces.RUN_BYTES, largest())];
    Optional<LocalRun> open = Optional.empty();
    for (int i = 0; i < list.count(); i++) {
      cancel.check();
      if (present.get(i) || absent.get(i)) {
        continue;
      }
      List<ChunkStore.Place> places = chunks.places(list, i);
      Optional<LocalRun> last = open;
      int length = list.length(i);
      if (open.isEmpty() || !open.get().takes(i, places, length, buffer.length)) {
        open = places.isEmpty() ? Optional.empty() : Optional.of(new LocalRun(i, places, length));
        if (last.isPresent()) {
          copy(last.get(), local, chunks, buffer);
        }
      }
    }
    if (open.isPresent()) {
      copy(open.get(), local, chunks, buffer);
    }
  }

  private void copy(LocalRun run, Local local, ChunkStore chunks, byte[] buffer)
      throws IOException {
    if (local.read(run.places(), buffer, run.bytes())) {
      partial.write(list.offset(run.first()), buffer, run.bytes());
      has(run.chunks(), false);
    } else if (run.count() > 1) {
      // One of them may be elsewhere, too.
      for (int chunk : run.chunks()) {
        copy(
            new LocalRun(chunk, chunks.places(list, chunk), list.length(chunk)),
            local,
            chunks,
            buffer);
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

  private synchronized void has(List<Integer> chunks, boolean sure) {
    for (int chunk : chunks) {
      if (!present.get(chunk)) {
        progress.partly(list.length(chunk));
        partly += list.length(chunk);
      }
      present.set(chunk);
      verified.set(chunk, sure);
    }
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
   * Chunks that came from a device, one after the other in the content and in {@code bytes}. Any
   * thread.
   *
   * @return how many were taken: less than all when the next is not the one of the list
   */
  int came(List<Integer> run, byte[] bytes, Proof proof) throws IOException {
    boolean looked = proof == Proof.OF_EACH;
    int good = 0;
    int length = 0;
    for (int chunk : run) {
      if (looked && !isChunk(chunk, bytes, length)) {
        break;
      }
      good++;
      length += list.length(chunk);
    }
    if (good > 0) {
      partial.write(list.offset(run.getFirst()), bytes, length);
      has(run.subList(0, good), looked);
    }
    return good;
  }

  private boolean isChunk(int chunk, byte[] bytes, int from) {
    var digest = Hasher.sha256();
    digest.update(bytes, from, list.length(chunk));
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
      if (isChunk(i, buffer, 0)) {
        has(List.of(i), true);
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
