package app.bothways.net.relay.flow;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends frames on one WebSocket, each as a binary message, from any thread, in the order in which
 * one thread offers them.
 *
 * <p>At most {@code limit} bytes are held, in the queue and in the channel together, and {@link
 * #CONTROL_RESERVE} more for control frames; what is beyond is dropped at once. So a reader that
 * takes nothing costs its own memory share and delays nobody. When no frame at all has gone out for
 * the write timeout while some were waiting, the channel is closed.
 */
public final class FrameSender {
  /** What control frames may use beyond the limit for datagrams. */
  public static final int CONTROL_RESERVE = 64 * 1024;

  /** What a frame costs beside its bytes: the objects that carry it. */
  private static final int OVERHEAD = 128;

  private final Channel channel;
  private final long limit;
  private final Duration writeTimeout;
  private final Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong held = new AtomicLong();
  private final AtomicBoolean drainAsked = new AtomicBoolean();
  private volatile boolean closed;

  /** Event loop only. */
  private long completed;

  private boolean watching;

  public FrameSender(Channel channel, long limit, Duration writeTimeout) {
    this.channel = channel;
    this.limit = limit;
    this.writeTimeout = writeTimeout;
  }

  /**
   * Queues a whole encoded frame; takes ownership.
   *
   * @return false when it was dropped because too much is held or the channel is closed
   */
  public boolean offer(ByteBuf frame) {
    return enqueue(frame, limit);
  }

  /** The same for a control frame, which may use the reserve, and flushes. */
  public boolean offerControl(ByteBuf frame) {
    boolean taken = enqueue(frame, limit + CONTROL_RESERVE);
    flush();
    return taken;
  }

  private boolean enqueue(ByteBuf frame, long bound) {
    int cost = frame.readableBytes() + OVERHEAD;
    if (held.addAndGet(cost) > bound || closed) {
      held.addAndGet(-cost);
      frame.release();
      return false;
    }
    queue.add(frame);
    // RACE: close() may have emptied the queue between the check above and the add.
    if (closed) {
      releaseQueue();
    }
    return true;
  }

  /** Lets the event loop send what is queued: one hop however much that is. */
  public void flush() {
    if (!closed && drainAsked.compareAndSet(false, true)) {
      try {
        channel.eventLoop().execute(this::drain);
      } catch (RejectedExecutionException shutDown) {
        close();
      }
    }
  }

  /** Bytes held now, with what the frames cost beside their content. */
  public long held() {
    return held.get();
  }

  /** Event loop only: call when the channel's writability has changed. */
  public void drain() {
    drainAsked.set(false);
    boolean wrote = false;
    while (channel.isWritable()) {
      ByteBuf frame = queue.poll();
      if (frame == null) {
        break;
      }
      int cost = frame.readableBytes() + OVERHEAD;
      channel.write(new BinaryWebSocketFrame(frame)).addListener(_ -> done(cost));
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
    watch();
  }

  private void done(int cost) {
    held.addAndGet(-cost);
    completed++;
  }

  private void watch() {
    if (!watching && !channel.isWritable() && channel.isActive()) {
      watching = true;
      long before = completed;
      channel
          .eventLoop()
          .schedule(() -> check(before), writeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void check(long before) {
    watching = false;
    if (completed == before && !channel.isWritable()) {
      channel.close();
    } else {
      watch();
    }
  }

  /** Drops what is queued; offers are refused from now on. Any thread. */
  public void close() {
    closed = true;
    releaseQueue();
  }

  private void releaseQueue() {
    for (ByteBuf frame = queue.poll(); frame != null; frame = queue.poll()) {
      held.addAndGet(-(frame.readableBytes() + OVERHEAD));
      frame.release();
    }
  }
}
