package app.bothways.sync;

import app.bothways.net.Subscription;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, one call at a time, without ever holding up who tells. */
final class Tellers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tellers.class);

  private final List<Consumer<SyncEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Queue<SyncEvent> waiting = new ConcurrentLinkedQueue<>();

  /** Whether somebody is telling, or is about to: who adds an event then need not wake anybody. */
  private final AtomicBoolean telling = new AtomicBoolean();

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
    waiting.add(event);
    if (telling.getAndSet(true)) {
      return;
    }
    try {
      thread.execute(this::tellWaiting);
    } catch (RejectedExecutionException closing) {
      LOG.debug("{} came after the end", event);
    }
  }

  private void tellWaiting() {
    do {
      for (SyncEvent next = waiting.poll(); next != null; next = waiting.poll()) {
        SyncEvent event = next;
        listeners.forEach(listener -> call(listener, event));
      }
      telling.set(false);
      // RACE: what was added before that, when this was still telling, woke nobody.
    } while (!waiting.isEmpty() && !telling.getAndSet(true));
  }

  private static void call(Consumer<SyncEvent> listener, SyncEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      // Whatever it is, the others are told, and so is everybody of what comes next.
      LOG.warn("a listener failed on {}", event, e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
