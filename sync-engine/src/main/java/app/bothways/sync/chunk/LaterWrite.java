package app.bothways.sync.chunk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does something a while after it was asked for, once for all that was asked meanwhile, on a thread
 * that is there only then: nothing wakes where nothing was asked. Any thread may ask.
 */
final class LaterWrite {
  private final Executor later;
  private final Runnable write;
  private final AtomicBoolean due = new AtomicBoolean();

  LaterWrite(long millis, Runnable write) {
    this.write = write;
    later =
        CompletableFuture.delayedExecutor(
            millis,
            TimeUnit.MILLISECONDS,
            task -> Thread.ofVirtual().name("chunks-write").start(task));
  }

  /** Never blocks. */
  void soon() {
    if (!due.get() && due.compareAndSet(false, true)) {
      later.execute(this::now);
    }
  }

  private void now() {
    // RACE: what is asked for from here on may come too late for this time, and is done the next.
    due.set(false);
    write.run();
  }
}
