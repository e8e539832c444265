package app.bothways.net.quic;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The incoming direction of a stream. The event loop puts bytes in, one reader takes them out. At
 * most about {@value #HIGH} bytes wait here; beyond that the channel is not read, so that QUIC's
 * window closes and the sender stops.
 */
final class StreamInput extends InputStream {
  static final int HIGH = 256 << 10;
  private static final int LOW = 64 << 10;
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>();
  private final Runnable resume;
  private int queued;
  private boolean paused;
  private boolean finished;
  private boolean closed;
  private NetException failure;
  private Optional<Duration> longest = Optional.empty();

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
      longest = Optional.of(next);
    } finally {
      lock.unlock();
    }
  }

  /** What the event loop should do after a chunk. */
  enum After {
    READ_ON,
    PAUSE
  }

  /** Takes ownership. Readers are woken by {@link #signal}, once for a burst. */
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

  void signal() {
    lock.lock();
    try {
      arrived.signalAll();
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
    if (length == 0) {
      return 0;
    }
    boolean wake = false;
    int taken;
    lock.lock();
    try {
      long left = longest.map(TimeUnit.NANOSECONDS::convert).orElse(FOR_EVER);
      while (chunks.isEmpty()) {
        if (closed || (failure != null && !finished)) {
          throw copy(failure);
        }
        if (finished) {
          return -1;
        }
        left = await(left);
      }
      taken = take(into, offset, length);
      if (paused && queued <= LOW) {
        paused = false;
        wake = true;
      }
    } finally {
      lock.unlock();
    }
    if (wake) {
      resume.run();
    }
    return taken;
  }

  /** An exception of the reader's own, with its stack. */
  private static NetException copy(NetException cause) {
    return new NetException(cause.error(), cause.getMessage(), cause);
  }

  private int take(byte[] into, int offset, int length) {
    int taken = 0;
    while (taken < length && !chunks.isEmpty()) {
      ByteBuf head = chunks.peek();
      int n = Math.min(length - taken, head.readableBytes());
      head.readBytes(into, offset + taken, n);
      taken += n;
      if (!head.isReadable()) {
        chunks.poll().release();
      }
    }
    queued -= taken;
    return taken;
  }

  /** Returns what is left of the time. */
  private long await(long nanos) throws NetException, InterruptedIOException {
    if (nanos <= 0) {
      long waited = longest.orElseThrow().toMillis();
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
