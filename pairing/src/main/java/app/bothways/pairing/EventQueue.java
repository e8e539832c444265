package app.bothways.pairing;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of one pairing to its user, one at a time, on a thread of its own, so that a
 * slow or failing user holds nothing up. Ends with the first {@code Paired} or {@code Failed}; what
 * comes after is dropped. Any thread may add.
 */
final class EventQueue {
  private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

  private final LinkedBlockingQueue<PairingEvent> waiting = new LinkedBlockingQueue<>();
  private final Consumer<PairingEvent> user;
  private boolean ended;

  EventQueue(Consumer<PairingEvent> user) {
    this.user = user;
    Thread.ofVirtual().name("pairing-events").start(this::deliver);
  }

  synchronized void add(PairingEvent event) {
    if (!ended) {
      ended = last(event);
      waiting.add(event);
    }
  }

  private static boolean last(PairingEvent event) {
    return event instanceof PairingEvent.Paired || event instanceof PairingEvent.Failed;
  }

  private void deliver() {
    try {
      PairingEvent event;
      do {
        event = waiting.take();
        tell(event);
      } while (!last(event));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(PairingEvent event) {
    try {
      user.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed on {}", event.getClass().getSimpleName(), e);
    }
  }
}
