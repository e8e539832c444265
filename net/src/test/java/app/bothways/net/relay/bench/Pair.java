package app.bothways.net.relay.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A sender and a receiver, and what the receiver saw. */
final class Pair implements AutoCloseable {
  static final int DATAGRAM = 1200;
  static final int PER_BATCH = 10;

  /** How bytes get from the one to the other. */
  interface Way {
    /** Takes ownership; false when there was no room, and the batch is lost. */
    boolean send(ByteBuf batch);

    void close();
  }

  /** Makes a way that leads to {@link Pair#arrived}. */
  interface Maker {
    Way to(Pair receiver) throws InterruptedException;
  }

  final LongAdder received = new LongAdder();
  final LongAdder lostConnections = new LongAdder();
  final AtomicLong longestGap = new AtomicLong();
  final Latencies latencies = new Latencies();
  private final Way way;
  private volatile long lastArrival;

  Pair(Maker maker) throws InterruptedException {
    way = maker.to(this);
  }

  /**
   * Sends batches until {@code end}.
   *
   * @param perSecond bytes; 0: as fast as the way takes them
   */
  void send(long end, long perSecond) {
    long begin = System.nanoTime();
    lastArrival = begin;
    long sent = 0;
    while (System.nanoTime() < end) {
      ByteBuf batch = PooledByteBufAllocator.DEFAULT.directBuffer(DATAGRAM * PER_BATCH);
      long now = System.nanoTime();
      for (int i = 0; i < PER_BATCH; i++) {
        batch.writeLong(now).writeZero(DATAGRAM - Long.BYTES);
      }
      if (way.send(batch)) {
        sent += DATAGRAM * PER_BATCH;
      } else {
        LockSupport.parkNanos(200_000);
      }
      if (perSecond > 0) {
        LockSupport.parkNanos(begin + sent * 1_000_000_000L / perSecond - System.nanoTime());
      }
    }
  }

  /** Some of what was sent has come. */
  void arrived(ByteBuf data) {
    long now = System.nanoTime();
    latencies.add(now - data.getLong(data.readerIndex()));
    longestGap.accumulateAndGet(now - lastArrival, Math::max);
    lastArrival = now;
    received.add(data.readableBytes());
    data.release();
  }

  @Override
  public void close() {
    way.close();
  }
}
