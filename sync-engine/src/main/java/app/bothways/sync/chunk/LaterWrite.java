package app.bothways.sync.chunk;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does something a while after it was asked for, once for all that was asked meanwhile, on a thread
 * that is there only then: nothing wakes where nothing was asked. Any thread may ask.
 */
final class LaterWrite {
  private final long millis;
  private final Runnable write;
  private final AtomicBoolean due = new AtomicBoolean();

  LaterWrite(long millis, Runnable write) {
    this.millis = millis;
    this.write = write;
  }

  /** Never blocks. */
  void soon() {
    if (!due.get() && due.compareAndSet(false, true)) {
      Thread.ofVirtual().name("chunks-write").start(this::later);
    }
  }

  private void later() {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException never) {
      // Nobody else knows this thread.
      Thread.currentThread().interrupt();
    }
    // RACE: what is asked for from here on may come too late for this time, and is done the next.
    due.set(false);
    write.run();
  }
}
