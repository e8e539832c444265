package app.bothways.net.node;

import app.bothways.net.NetEvent;
import app.bothways.net.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of events, one at a time and in order, off the event loop. */
final class EventBus implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  private final List<Consumer<NetEvent>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService teller =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("net-events").factory());

  Subscription subscribe(Consumer<NetEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void tell(NetEvent event) {
    try {
      teller.execute(() -> listeners.forEach(listener -> tell(listener, event)));
    } catch (RejectedExecutionException closed) {
      LOG.trace("nobody listens any more for {}", event);
    }
  }

  private static void tell(Consumer<NetEvent> listener, NetEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed on {}", event, e);
    }
  }

  @Override
  public void close() {
    teller.shutdown();
  }
}
