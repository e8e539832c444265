package app.bothways.sync.apply;

import app.bothways.sync.model.ContentId;
import app.bothways.sync.scan.Hasher;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The hash of a content that grows, made meanwhile by a thread of its own. What is written in its
 * order is hashed from memory; what came before its turn is read back from the file once all before
 * it is there. Whoever writes in order waits when {@value #BLOCKS} blocks are to be hashed. Several
 * threads may write; the rest is for one thread.
 */
final class RunningHash {
  /** Small enough to stay near the processor. */
  static final int BLOCK = 1 << 18;

  private static final int BLOCKS = 8;

  /** Whoever writes behind a larger gap, which was filled before, does not wait for its reading. */
  private static final int SMALL_GAP = 1 << 22;

  /** Less is hashed at the end by whoever wants to know. */
  private static final int WORTH_A_THREAD = 1 << 20;

  /** Reads what was written. */
  interface Back {
    void read(long offset, byte[] into, int count) throws IOException;
  }

  /** What is to be hashed next. */
  private sealed interface Next {
    record Block(byte[] bytes, int count) implements Next {}

    record Stretch(long from, long until) implements Next {}
  }

  private final long size;
  private final Back back;
  private final ArrayDeque<Next> queue = new ArrayDeque<>();
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private MessageDigest digest = Hasher.sha256();
  private int made;
  private Optional<Thread> thread = Optional.empty();

  /** All before it is hashed, queued, or being read to be hashed. */
  private long claimed;

  /** All before it is in the file. */
  private long complete;

  private boolean busy;
  private boolean finishing;
  private boolean broken;
  private boolean ended;

  RunningHash(long size, Back back) {
    this.size = size;
    this.back = back;
  }

  /** These bytes are in the file now. */
  synchronized void wrote(long offset, byte[] from, int count) {
    if (offset < claimed) {
      // Written anew where it had been hashed already: the hash begins anew too.
      restart();
    }
    if (offset > claimed && complete >= offset && offset - claimed <= SMALL_GAP) {
      queue.add(new Next.Stretch(claimed, offset));
      claimed = offset;
    }
    for (int at = 0; at < count && offset + at == claimed; ) {
      Optional<byte[]> block = block(claimed);
      if (block.isEmpty()) {
        return;
      }
      int n = Math.min(count - at, block.get().length);
      System.arraycopy(from, at, block.get(), 0, n);
      queue.add(new Next.Block(block.get(), n));
      claimed += n;
      at += n;
      wake();
    }
  }

  /** Room for what comes next; none where somebody else went on meanwhile, or nobody hashes. */
  private Optional<byte[]> block(long next) {
    while (isFull() && claimed == next && hashes()) {
      if (pause()) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    if (claimed != next || isFull() || broken || ended) {
      return Optional.empty();
    }
    if (free.isEmpty()) {
      made++;
      return Optional.of(new byte[(int) Math.min(BLOCK, size)]);
    }
    return Optional.of(free.poll());
  }

  private boolean isFull() {
    return free.isEmpty() && made == BLOCKS;
  }

  private boolean hashes() {
    return thread.isPresent() && !broken && !ended;
  }

  /** All before {@code offset} was written. */
  synchronized void written(long offset) {
    complete = Math.max(complete, offset);
    if (worthReading()) {
      wake();
    }
  }

  private boolean worthReading() {
    return complete - claimed >= (finishing ? 1 : BLOCK);
  }

  private void wake() {
    notifyAll();
    if (thread.isEmpty() && !broken && !ended && size >= WORTH_A_THREAD) {
      thread = Optional.of(Thread.ofPlatform().daemon().name("disk-follow").start(this::run));
    }
  }

  private void run() {
    try {
      var buffer = new byte[BLOCK];
      while (step(buffer, true)) {
        // Until the end.
        continue;
      }
    } catch (IOException | RuntimeException | Error later) {
      // Whoever finishes reads all of it, and says what is wrong then.
      breakOff();
    }
  }

  private synchronized void breakOff() {
    broken = true;
    busy = false;
    restart();
    notifyAll();
  }

  private void restart() {
    digest = Hasher.sha256();
    claimed = 0;
    complete = 0;
    for (Next next : queue) {
      if (next instanceof Next.Block block) {
        free.add(block.bytes());
      }
    }
    queue.clear();
  }

  /**
   * Hashes one more piece.
   *
   * @return false when there is none, and nobody wants to wait or there will be none
   */
  private boolean step(byte[] buffer, boolean patient) throws IOException {
    Next next;
    MessageDigest mine;
    synchronized (this) {
      while (queue.isEmpty() && !worthReading()) {
        if (!patient || ended || pause()) {
          return false;
        }
      }
      if (ended) {
        return false;
      }
      busy = true;
      mine = digest;
      next = queue.isEmpty() ? toRead() : queue.poll();
    }
    // RACE: what is written anew meanwhile puts another digest in the place of this one.
    switch (next) {
      case Next.Block block -> mine.update(block.bytes(), 0, block.count());
      case Next.Stretch stretch -> update(mine, stretch, buffer);
    }
    synchronized (this) {
      busy = false;
      if (next instanceof Next.Block block) {
        free.add(block.bytes());
      }
      notifyAll();
    }
    return true;
  }

  private Next.Stretch toRead() {
    var stretch = new Next.Stretch(claimed, Math.min(claimed + BLOCK, complete));
    claimed = stretch.until();
    return stretch;
  }

  private void update(MessageDigest into, Next.Stretch stretch, byte[] buffer) throws IOException {
    for (long at = stretch.from(); at < stretch.until(); ) {
      int n = (int) Math.min(buffer.length, stretch.until() - at);
      back.read(at, buffer, n);
      into.update(buffer, 0, n);
      at += n;
    }
  }

  /** True when this was interrupted; that is for the caller to say on. */
  private boolean pause() {
    try {
      wait();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** The content id of the first {@code size} bytes; afterwards it begins anew. */
  ContentId finish() throws IOException {
    awaitThread();
    var buffer = new byte[(int) Math.min(BLOCK, size)];
    synchronized (this) {
      finishing = true;
      complete = size;
    }
    while (step(buffer, false)) {
      // What no thread did.
      continue;
    }
    synchronized (this) {
      ContentId found = ContentId.of(digest.digest());
      restart();
      finishing = false;
      return found;
    }
  }

  private synchronized void awaitThread() {
    if (thread.isEmpty()) {
      return;
    }
    finishing = true;
    complete = size;
    notifyAll();
    boolean interrupted = false;
    while (!broken && (busy || !queue.isEmpty() || claimed < size)) {
      interrupted |= pause();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hashes no more; returns when nothing is read any more either. */
  void end() {
    Optional<Thread> last;
    synchronized (this) {
      ended = true;
      notifyAll();
      last = thread;
    }
    boolean interrupted = false;
    while (last.isPresent() && last.get().isAlive()) {
      try {
        last.get().join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
