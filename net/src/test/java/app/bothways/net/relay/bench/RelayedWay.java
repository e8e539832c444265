package app.bothways.net.relay.bench;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** By a relay of which both are clients. */
final class RelayedWay implements Pair.Way {
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch ready = new CountDownLatch(2);
  private final Pair pair;
  private final RelayClient from;
  private final RelayClient to;
  private final NodeId receiver;

  RelayedWay(Relay relay, EventLoopGroup group, Pair pair) throws InterruptedException {
    this.pair = pair;
    var key = NodeKey.generate();
    receiver = key.id();
    to = RelayClient.start(relay, key, group, new Ear());
    from = RelayClient.start(relay, NodeKey.generate(), group, new Ear());
    if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not connected: " + to.view() + ", " + from.view());
    }
  }

  @Override
  public boolean send(ByteBuf batch) {
    if (!from.send(receiver, batch, Pair.DATAGRAM)) {
      return false;
    }
    from.flush();
    return true;
  }

  @Override
  public void close() {
    from.close();
    to.close();
  }

  private final class Ear implements RelayListener {
    private boolean connected;

    @Override
    public void datagram(NodeId sender, ByteBuf data, int segmentSize) {
      pair.arrived(data);
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
        pair.lostConnections.increment();
      }
    }
  }
}
