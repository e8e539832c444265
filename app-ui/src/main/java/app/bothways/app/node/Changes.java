package app.bothways.app.node;

import app.bothways.net.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns any number of signals into calls that come at once, but at most ten times a second, one at
 * a time. A signal that comes during a call leads to another call: the last change is always seen.
 * While somebody listens it also calls once a second, for what changes without an event (bytes,
 * round trip times).
 */
final class Changes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
  static final Duration GAP = Duration.ofMillis(100);
  private static final Duration PULSE = Duration.ofSeconds(1);

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition signalled = lock.newCondition();
  private boolean pending;
  private final Thread teller;

  Changes() {
    teller = Thread.ofVirtual().name("app-changes").start(this::run);
  }

  Subscription add(Runnable listener) {
    // A wrapper, so that one Runnable registered twice is two registrations.
    Runnable mine = listener::run;
    listeners.add(mine);
    signal();
    return () -> listeners.remove(mine);
  }

  /** Something changed. Never blocks. */
  void signal() {
    lock.lock();
    try {
      pending = true;
      signalled.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        awaitSignal();
        listeners.forEach(Changes::tell);
        Thread.sleep(GAP);
      }
    } catch (InterruptedException closed) {
      // The node is closing; nobody is told any more.
    }
  }

  private void awaitSignal() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = PULSE.toNanos();
      while (!pending && left > 0) {
        if (listeners.isEmpty()) {
          // Who comes signals.
          signalled.await();
        } else {
          left = signalled.awaitNanos(left);
        }
      }
      pending = false;
    } finally {
      lock.unlock();
    }
  }

  private static void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.error("A listener of the application failed", e);
    }
  }

  @Override
  public void close() {
    teller.interrupt();
  }
}
