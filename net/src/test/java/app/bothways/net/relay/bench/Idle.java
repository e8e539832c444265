package app.bothways.net.relay.bench;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that stay connected and say nothing. Says {@code connected SECONDS} once all are, then,
 * for each byte of standard input, {@code count N}: how many are now. Ends with standard input.
 */
final class Idle implements RelayListener {
  private static final int AT_ONCE = 200;

  private final AtomicInteger connected;
  private boolean up;

  private Idle(AtomicInteger connected) {
    this.connected = connected;
  }

  static void obey(Relay relay, int clients) throws Exception {
    EventLoopGroup group = EventLoops.create(2, "bench");
    var connected = new AtomicInteger();
    var all = new ArrayList<RelayClient>(clients);
    long begin = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      all.add(RelayClient.start(relay, NodeKey.generate(), group, new Idle(connected)));
      while (i - connected.get() > AT_ONCE) {
        Thread.sleep(1);
      }
    }
    while (connected.get() < clients) {
      Thread.sleep(5);
    }
    RelayBench.say("connected %.2f", (System.nanoTime() - begin) / 1e9);
    while (System.in.read() >= 0) {
      RelayBench.say("count %d", connected.get());
    }
    all.forEach(RelayClient::close);
  }

  @Override
  public void datagram(NodeId from, ByteBuf data, int segmentSize) {
    data.release();
  }

  @Override
  public void batchEnd() {}

  @Override
  public void endpointGone(NodeId peer) {}

  @Override
  public void stateChanged(RelayView view) {
    boolean now = view.state() == State.CONNECTED;
    if (now != up) {
      up = now;
      connected.addAndGet(now ? 1 : -1);
    }
  }
}
