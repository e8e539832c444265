package app.bothways.net.quic;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The incoming direction of a stream. The event loop puts bytes in, one reader takes them out. At
 * most about {@value #HIGH} bytes wait here; beyond that the channel is not read, so that QUIC's
 * window closes and the sender stops.
 *
 * <p>A reader is woken when what it waits for is there: {@link #read(byte[], int, int)} for the
 * first byte, {@link #readNBytes(byte[], int, int)} for all of them or {@value #BATCH}. To wake a
 * thread costs the event loop more than to take a burst in, so whoever knows how much is to come
 * says so by the second.
 */
final class StreamInput extends InputStream {
  static final int HIGH = 256 << 10;

  /** So much a reader waits for at most. */
  static final int BATCH = 128 << 10;

  /** RACE: not less than {@link #BATCH}, or a reader would wait for what a paused channel holds. */
  private static final int LOW = BATCH;

  private static final long FOR_EVER = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>();
  private final Runnable resume;

  /** What is being copied to the reader. The reader's alone. */
  private final ArrayDeque<ByteBuf> taken = new ArrayDeque<>();

  private int queued;

  /** The reader sleeps until so many bytes are here; 0: nobody does. */
  private int awaited;

  private boolean paused;
  private boolean finished;
  private boolean closed;
  private NetException failure;

  /** Nanoseconds that a read waits for a byte. */
  private long longest = FOR_EVER;

  /**
   * @param resume lets the channel read again; called by any thread
   */
  StreamInput(Runnable resume) {
    this.resume = resume;
  }

  /** Reads wait so long for a byte. */
  void timeout(Duration next) {
    lock.lock();
    try {
      longest = TimeUnit.NANOSECONDS.convert(next);
    } finally {
      lock.unlock();
    }
  }

  /** What the event loop should do after a chunk. */
  enum After {
    READ_ON,
    PAUSE
  }

  /** Takes ownership. The reader is woken by {@link #signal}, at most once for a burst. */
  After put(ByteBuf chunk) {
    lock.lock();
    try {
      if (closed || failure != null) {
        chunk.release();
        return After.READ_ON;
      }
      chunks.add(chunk);
      queued += chunk.readableBytes();
      // RACE: a chunk that was under way when the channel was told to pause must not clear the
      // mark, or nobody would ever let the channel read again.
      paused |= queued >= HIGH;
      return paused ? After.PAUSE : After.READ_ON;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the reader if what it waits for is here. */
  void signal() {
    lock.lock();
    try {
      if (awaited > 0 && queued >= awaited) {
        arrived.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The peer has sent all it wants to. */
  void finish() {
    lock.lock();
    try {
      finished = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean ended() {
    lock.lock();
    try {
      return finished || failure != null;
    } finally {
      lock.unlock();
    }
  }

  /** No more bytes will come; those that are here can still be read. */
  void fail(NetException cause) {
    lock.lock();
    try {
      if (!finished && failure == null) {
        failure = cause;
      }
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is here and all that comes. */
  void discard(NetException cause) {
    boolean wasPaused;
    lock.lock();
    try {
      closed = true;
      failure = failure == null ? cause : failure;
      chunks.forEach(ByteBuf::release);
      chunks.clear();
      queued = 0;
      wasPaused = paused;
      paused = false;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (wasPaused) {
      resume.run();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(offset, length, into.length);
    return length == 0 ? 0 : read(into, offset, length, 1);
  }

  @Override
  public int readNBytes(byte[] into, int offset, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(offset, length, into.length);
    int done = 0;
    while (done < length) {
      int n = read(into, offset + done, length - done, Math.min(length - done, BATCH));
      if (n < 0) {
        break;
      }
      done += n;
    }
    return done;
  }

  /** Waits for {@code least} bytes or the end. */
  private int read(byte[] into, int offset, int length, int least) throws IOException {
    boolean wake = false;
    int count;
    lock.lock();
    try {
      awaitBytes(least);
      if (queued == 0) {
        return -1;
      }
      count = take(length);
      if (paused && queued <= LOW) {
        paused = false;
        wake = true;
      }
    } finally {
      lock.unlock();
    }
    copy(into, offset);
    if (wake) {
      resume.run();
    }
    return count;
  }

  /** Lock held. */
  private void awaitBytes(int least) throws IOException {
    long left = longest;
    try {
      while (queued < least) {
        if (closed || (failure != null && !finished && queued == 0)) {
          throw copy(failure);
        }
        if (finished || failure != null) {
          return;
        }
        awaited = least;
        int before = queued;
        left = await(left);
        // What came without waking anybody is a sign of life all the same.
        left = queued > before ? longest : left;
      }
    } finally {
      awaited = 0;
    }
  }

  /** An exception of the reader's own, with its stack. */
  private static NetException copy(NetException cause) {
    return new NetException(cause.error(), cause.getMessage(), cause);
  }

  /**
   * Sets aside at most {@code length} bytes for the reader, who copies them when it has let go of
   * the lock: the event loop must not wait for that. Lock held.
   */
  private int take(int length) {
    int count = 0;
    while (count < length && !chunks.isEmpty()) {
      ByteBuf head = chunks.peek();
      int n = Math.min(length - count, head.readableBytes());
      taken.add(n == head.readableBytes() ? chunks.poll() : head.readRetainedSlice(n));
      count += n;
    }
    queued -= count;
    return count;
  }

  private void copy(byte[] into, int offset) {
    int at = offset;
    for (ByteBuf next = taken.poll(); next != null; next = taken.poll()) {
      int n = next.readableBytes();
      next.readBytes(into, at, n);
      next.release();
      at += n;
    }
  }

  /** Returns what is left of the time. */
  private long await(long nanos) throws NetException, InterruptedIOException {
    if (nanos <= 0) {
      long waited = TimeUnit.NANOSECONDS.toMillis(longest);
      throw new NetException(NetError.TIMED_OUT, "nothing came for " + waited + " ms");
    }
    try {
      if (nanos == FOR_EVER) {
        // A wait with a bound sets a timer and takes it away again, for each burst that comes.
        arrived.await();
        return FOR_EVER;
      }
      return arrived.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    }
  }

  /** For how many bytes a reader sleeps; 0: nobody does. */
  int awaited() {
    lock.lock();
    try {
      return awaited;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return queued;
    } finally {
      lock.unlock();
    }
  }
}
