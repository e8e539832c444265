package app.bothways.pairing;

import app.bothways.net.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Clocks that stand still until a test moves them. */
final class FakeTiming implements Timing {
  private record Task(long at, Runnable run) {}

  private final List<Task> tasks = new ArrayList<>();
  private long nanos;
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized Subscription after(Duration delay, Runnable run) {
    var task = new Task(nanos + delay.toNanos(), run);
    tasks.add(task);
    if (delay.isZero()) {
      Thread.ofVirtual().start(() -> due(nanos()));
    }
    return () -> {
      synchronized (this) {
        tasks.remove(task);
      }
    };
  }

  /** Both clocks go on, and what is due runs on this thread. */
  void pass(Duration time) {
    long until;
    synchronized (this) {
      nanos += time.toNanos();
      now = now.plus(time);
      until = nanos;
    }
    due(until);
  }

  /** Only the wall clock jumps. */
  synchronized void setWallClock(Instant time) {
    now = time;
  }

  private void due(long until) {
    List<Task> ready;
    synchronized (this) {
      ready = tasks.stream().filter(task -> task.at <= until).toList();
      tasks.removeAll(ready);
    }
    ready.forEach(task -> task.run.run());
  }

  @Override
  public synchronized void close() {
    tasks.clear();
  }
}
