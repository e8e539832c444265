package app.bothways.sync;

import app.bothways.net.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, one call at a time, without ever holding up who tells. */
final class Tellers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tellers.class);

  private final List<Consumer<SyncEvent>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("sync-events").factory());

  Subscription add(Consumer<SyncEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void tell(SyncEvent event) {
    if (listeners.isEmpty()) {
      return;
    }
    try {
      thread.execute(() -> listeners.forEach(listener -> call(listener, event)));
    } catch (RejectedExecutionException closing) {
      LOG.debug("{} came after the end", event);
    }
  }

  private static void call(Consumer<SyncEvent> listener, SyncEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed on {}", event, e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
