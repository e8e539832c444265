package app.bothways.sync;

import app.bothways.sync.core.Event;
import app.bothways.sync.index.IndexFile;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What a folder's thread does while nothing happens: it gives back memory, packs the index's file
 * when that is loose, and waits.
 *
 * @param calm done once at each rest
 * @param before how long nothing has to have happened
 * @param between after each slice, so that it is not felt
 */
record Rest(
    Runnable calm, BooleanSupplier loose, Runnable slice, Duration before, Duration between) {
  static Rest of(IndexFile file) {
    return new Rest(
        file::forget, file::isLoose, file::pack, Duration.ofSeconds(10), Duration.ofMillis(400));
  }

  /** Returns with the next thing to do. */
  Event until(BlockingQueue<Event> events) throws InterruptedException {
    Event next = events.poll(before.toNanos(), TimeUnit.NANOSECONDS);
    if (next != null) {
      return next;
    }
    calm.run();
    while (loose.getAsBoolean()) {
      slice.run();
      next = events.poll(between.toNanos(), TimeUnit.NANOSECONDS);
      if (next != null) {
        return next;
      }
    }
    return events.take();
  }
}
