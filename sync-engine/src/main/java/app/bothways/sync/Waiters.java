package app.bothways.sync;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Those who wait until a folder is in sync. Each has a token, larger than all earlier ones; an
 * answer to one answers all before it. Any thread may call.
 */
final class Waiters {
  private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentSkipListMap<>();
  private final AtomicLong tokens = new AtomicLong();
  private volatile boolean closed;

  /**
   * Asks by {@code question} with a fresh token, and waits for the answer.
   *
   * @return false when the time was up first
   * @throws CancellationException when {@link #close} came first
   */
  boolean await(long nanos, LongConsumer question) throws InterruptedException {
    long token = tokens.incrementAndGet();
    var done = new CompletableFuture<Void>();
    waiting.put(token, done);
    if (closed) {
      // RACE: closing may have cancelled all that wait just before this one came.
      waiting.remove(token);
      throw new CancellationException("the folder is being closed");
    }
    question.accept(token);
    try {
      done.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } finally {
      waiting.remove(token);
    }
  }

  void answer(long token) {
    waiting.entrySet().stream()
        .filter(e -> e.getKey() <= token)
        .forEach(e -> e.getValue().complete(null));
  }

  void close() {
    closed = true;
    waiting.values().forEach(w -> w.cancel(false));
  }
}
