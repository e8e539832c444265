package app.bothways.net.quic;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The outgoing direction of a stream. Small writes are gathered into buffers of {@value #BUFFER}
 * bytes; the event loop is woken once for as many as there are. The writer waits when {@value
 * #LIMIT} bytes have not been taken by QUIC, until half of them have: it is not woken for each
 * buffer that becomes free.
 *
 * <p>The FIN goes in one frame with the last bytes if those have not left before. RACE: quiche
 * takes the sending side for complete once all bytes are acknowledged, whether or not the FIN is
 * (its {@code SendBuf::is_complete}), and forgets the stream when the other side is complete as
 * well. A FIN alone that has not been sent by then, or is lost, never arrives: seen in one of some
 * 4000 streams on a busy machine without any loss. So whoever ends a stream does not flush before,
 * and a protocol says by itself where a message ends.
 */
final class StreamOutput extends OutputStream {
  static final int LIMIT = 1 << 20;
  private static final int ENOUGH = LIMIT / 2;
  private static final int BUFFER = 64 << 10;
  private static final NetException NOT_READ =
      new NetException(NetError.STREAM_RESET, "the other side stopped reading");

  private final QuicStreamChannel channel;
  private final Supplier<NetException> whyClosed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<ByteBuf> ready = new ArrayDeque<>();
  private ByteBuf gathering;
  private int unsent;

  /** The writer waits for room. */
  private boolean full;

  private boolean draining;
  private boolean finished;

  /** The FIN went with the last bytes. Event loop only. */
  private boolean finSent;

  private NetException failure;

  /**
   * @param whyClosed tells, once the channel is closed, why the connection is
   */
  StreamOutput(QuicStreamChannel channel, Supplier<NetException> whyClosed) {
    this.channel = channel;
    this.whyClosed = whyClosed;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(offset, length, from.length);
    int done = 0;
    while (length - done >= BUFFER) {
      whole(from, offset + done);
      done += BUFFER;
    }
    while (done < length) {
      done += gather(from, offset + done, length - done);
    }
  }

  /** A full buffer goes by itself, and is filled while the event loop need not wait for it. */
  private void whole(byte[] from, int offset) throws IOException {
    lock.lock();
    try {
      check();
      if (gathering != null) {
        handOver();
      }
      awaitRoom();
    } finally {
      lock.unlock();
    }
    ByteBuf next = channel.alloc().directBuffer(BUFFER, BUFFER);
    next.writeBytes(from, offset, BUFFER);
    lock.lock();
    try {
      gathering = next;
      if (failure != null || finished) {
        gathering.release();
        gathering = null;
      }
      check();
      handOver();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many bytes were taken. */
  private int gather(byte[] from, int offset, int length) throws IOException {
    lock.lock();
    try {
      check();
      if (gathering == null) {
        awaitRoom();
        gathering = channel.alloc().directBuffer(Math.min(BUFFER, length), BUFFER);
      }
      int n = Math.min(length, gathering.maxWritableBytes());
      gathering.writeBytes(from, offset, n);
      if (gathering.maxWritableBytes() == 0) {
        handOver();
      }
      return n;
    } finally {
      lock.unlock();
    }
  }

  /** Hands everything to QUIC; does not wait for it to be sent. */
  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      if (gathering != null) {
        check();
        handOver();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Flushes and says that no more bytes follow. Later calls do nothing. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (finished || failure != null) {
        finished = true;
        return;
      }
      if (gathering != null) {
        handOver();
      }
      finished = true;
    } finally {
      lock.unlock();
    }
    LoopTasks.run(channel.eventLoop(), this::finishOnLoop);
  }

  private void finishOnLoop() {
    drain();
    if (!finSent) {
      // Shutting the output down at once would overtake bytes that still queue in the channel, and
      // the peer would get a clean but short stream: the FIN has to follow the last write.
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
    }
  }

  /** Nothing more can be sent; the writer learns of it. */
  void fail(NetException cause) {
    lock.lock();
    try {
      failure = failure == null ? cause : failure;
      ready.forEach(ByteBuf::release);
      ready.clear();
      if (gathering != null) {
        gathering.release();
        gathering = null;
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void check() throws NetException {
    if (failure != null) {
      throw new NetException(failure.error(), failure.getMessage(), failure);
    }
    if (finished) {
      throw new NetException(NetError.CLOSED, "this direction of the stream has been closed");
    }
  }

  private void awaitRoom() throws IOException {
    full = unsent >= LIMIT;
    while (full) {
      try {
        room.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while writing");
      }
      check();
    }
  }

  /** Lock held. */
  private void handOver() {
    unsent += gathering.readableBytes();
    ready.add(gathering);
    gathering = null;
    if (!draining) {
      draining = true;
      // The lock is reentrant: failing here at once, where the loop has stopped, wakes the writers.
      LoopTasks.run(channel.eventLoop(), this::drain, () -> fail(whyClosed.get()));
    }
  }

  private void drain() {
    while (true) {
      ByteBuf next;
      boolean last;
      lock.lock();
      try {
        next = ready.poll();
        last = finished && ready.isEmpty();
        if (next == null) {
          draining = false;
          break;
        }
      } finally {
        lock.unlock();
      }
      int size = next.readableBytes();
      finSent |= last;
      Object message = last ? new DefaultQuicStreamFrame(next, true) : next;
      channel.write(message).addListener(written -> written(size, (ChannelFuture) written));
    }
    channel.flush();
  }

  private void written(int size, ChannelFuture result) {
    if (!result.isSuccess()) {
      boolean stopped = result.cause() instanceof ChannelOutputShutdownException;
      // Why the connection ended is known only after its streams have been ended.
      Runnable told = () -> fail(stopped ? NOT_READ : whyClosed.get());
      LoopTasks.run(channel.eventLoop(), told, told);
      return;
    }
    lock.lock();
    try {
      unsent -= size;
      if (full && unsent <= ENOUGH) {
        full = false;
        room.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
