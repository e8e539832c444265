package app.bothways.net.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps what a relay client tells, for a test to wait for. */
final class Recorder implements RelayListener {
  record Came(NodeId from, byte[] data, int segmentSize) {}

  final BlockingQueue<Came> datagrams = new LinkedBlockingQueue<>();
  final BlockingQueue<NodeId> gone = new LinkedBlockingQueue<>();
  final BlockingQueue<RelayView> views = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> batchEnds = new LinkedBlockingQueue<>();

  @Override
  public void datagram(NodeId from, ByteBuf data, int segmentSize) {
    datagrams.add(new Came(from, ByteBufUtil.getBytes(data), segmentSize));
    data.release();
  }

  @Override
  public void batchEnd() {
    batchEnds.add(true);
  }

  @Override
  public void endpointGone(NodeId peer) {
    gone.add(peer);
  }

  @Override
  public void stateChanged(RelayView view) {
    views.add(view);
  }

  Came nextDatagram() throws InterruptedException {
    return next(datagrams);
  }

  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T value = queue.poll(15, TimeUnit.SECONDS);
    assertThat(value).as("nothing came for fifteen seconds").isNotNull();
    return value;
  }

  /** Skips views up to one in that state. */
  RelayView await(State state) throws InterruptedException {
    return await(view -> view.state() == state);
  }

  RelayView await(Predicate<RelayView> wanted) throws InterruptedException {
    RelayView view = next(views);
    while (!wanted.test(view)) {
      view = next(views);
    }
    return view;
  }
}
