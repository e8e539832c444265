package app.bothways.pairing;

import app.bothways.net.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clocks of the machine. */
final class SystemTiming implements Timing {
  private final ScheduledThreadPoolExecutor timer;

  SystemTiming() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("pairing-timer").unstarted(task));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Subscription after(Duration delay, Runnable task) {
    try {
      Future<?> waiting =
          timer.schedule(
              () -> Thread.ofVirtual().name("pairing-timed").start(task),
              delay.toNanos(),
              TimeUnit.NANOSECONDS);
      return () -> waiting.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  @Override
  public void close() {
    timer.shutdown();
  }
}
