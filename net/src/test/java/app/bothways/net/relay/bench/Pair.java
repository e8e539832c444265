package app.bothways.net.relay.bench;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A sender and a receiver that are clients of one relay. */
final class Pair implements AutoCloseable {
  static final int DATAGRAM = 1200;
  private static final int PER_BATCH = 10;
  private static final long PATIENCE_SECONDS = 30;

  final LongAdder received = new LongAdder();
  final LongAdder lostConnections = new LongAdder();
  final AtomicLong longestGap = new AtomicLong();
  final Latencies latencies = new Latencies();
  private final CountDownLatch ready = new CountDownLatch(2);
  private final RelayClient from;
  private final RelayClient to;
  private final NodeId receiver;
  private volatile long lastArrival;
  private volatile boolean measuring;

  Pair(Relay relay, EventLoopGroup group) throws InterruptedException {
    var key = NodeKey.generate();
    receiver = key.id();
    to = RelayClient.start(relay, key, group, new Ear());
    from = RelayClient.start(relay, NodeKey.generate(), group, new Ear());
    if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not connected: " + to.view() + ", " + from.view());
    }
  }

  /** What was sent before does not count. */
  void measure() {
    received.reset();
    lastArrival = System.nanoTime();
    measuring = true;
  }

  /**
   * Sends batches until {@code end}.
   *
   * @param perSecond bytes; 0: as fast as the client takes them
   */
  void send(long end, long perSecond) {
    long begin = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() < end) {
      ByteBuf batch = PooledByteBufAllocator.DEFAULT.directBuffer(DATAGRAM * PER_BATCH);
      long now = System.nanoTime();
      for (int i = 0; i < PER_BATCH; i++) {
        batch.writeLong(now).writeZero(DATAGRAM - Long.BYTES);
      }
      if (from.send(receiver, batch, DATAGRAM)) {
        sent += DATAGRAM * PER_BATCH;
        from.flush();
      } else {
        LockSupport.parkNanos(200_000);
      }
      if (perSecond > 0) {
        LockSupport.parkNanos(begin + sent * 1_000_000_000L / perSecond - System.nanoTime());
      }
    }
  }

  @Override
  public void close() {
    measuring = false;
    from.close();
    to.close();
  }

  private final class Ear implements RelayListener {
    private boolean connected;

    @Override
    public void datagram(NodeId sender, ByteBuf data, int segmentSize) {
      long now = System.nanoTime();
      long stamp = data.getLong(data.readerIndex());
      received.add(data.readableBytes());
      data.release();
      if (measuring) {
        latencies.add(now - stamp);
        longestGap.accumulateAndGet(now - lastArrival, Math::max);
        lastArrival = now;
      }
    }

    @Override
    public void batchEnd() {}

    @Override
    public void endpointGone(NodeId peer) {}

    @Override
    public void stateChanged(RelayView view) {
      if (view.state() == State.CONNECTED && !connected) {
        connected = true;
        ready.countDown();
      } else if (view.state() != State.CONNECTED && connected) {
        connected = false;
        lostConnections.increment();
      }
    }
  }
}
