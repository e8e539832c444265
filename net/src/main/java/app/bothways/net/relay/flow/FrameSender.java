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
import java.util.function.LongConsumer;

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

  private record Queued(ByteBuf frame, long since) {}

  private final Channel channel;
  private final long limit;
  private final Duration writeTimeout;
  private final LongConsumer delays;
  private final Queue<Queued> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong held = new AtomicLong();
  private final AtomicBoolean drainAsked = new AtomicBoolean();
  private volatile boolean closed;

  /** Event loop only. */
  private long completed;

  private boolean watching;

  public FrameSender(Channel channel, long limit, Duration writeTimeout) {
    this(channel, limit, writeTimeout, _ -> {});
  }

  /**
   * @param delays told, for each frame, the nanoseconds from the offer until the system had taken
   *     the frame; on the event loop
   */
  public FrameSender(Channel channel, long limit, Duration writeTimeout, LongConsumer delays) {
    this.delays = delays;
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
    queue.add(new Queued(frame, System.nanoTime()));
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

  public Channel channel() {
    return channel;
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
      Queued next = queue.poll();
      if (next == null) {
        break;
      }
      ByteBuf frame = next.frame();
      int cost = frame.readableBytes() + OVERHEAD;
      channel.write(new BinaryWebSocketFrame(frame)).addListener(_ -> done(cost, next.since()));
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
    watch();
  }

  private void done(int cost, long since) {
    delays.accept(System.nanoTime() - since);
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
    for (Queued next = queue.poll(); next != null; next = queue.poll()) {
      held.addAndGet(-(next.frame().readableBytes() + OVERHEAD));
      next.frame().release();
    }
  }
}
