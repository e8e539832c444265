package app.bothways.net.path;

import app.bothways.net.report.Traffic;
import app.bothways.net.socket.Route;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes of datagram payload by kind of path. Written on the event loop, read by anybody. */
final class Counters {
  private final AtomicLong sentDirect = new AtomicLong();
  private final AtomicLong sentRelay = new AtomicLong();
  private final AtomicLong receivedDirect = new AtomicLong();
  private final AtomicLong receivedRelay = new AtomicLong();

  void sent(Route route, long bytes) {
    add(route instanceof Route.Direct ? sentDirect : sentRelay, bytes);
  }

  void received(Route route, long bytes) {
    add(route instanceof Route.Direct ? receivedDirect : receivedRelay, bytes);
  }

  /** One writer only: a plain sum, published without a locked instruction. */
  private static void add(AtomicLong counter, long bytes) {
    counter.lazySet(counter.get() + bytes);
  }

  Traffic view() {
    return new Traffic(
        sentDirect.get(), sentRelay.get(), receivedDirect.get(), receivedRelay.get());
  }
}
