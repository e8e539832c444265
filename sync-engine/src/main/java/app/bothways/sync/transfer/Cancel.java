package app.bothways.sync.transfer;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends what is under way: whoever waits for something registers how it is broken off. */
public final class Cancel {
  private final Set<Runnable> running = ConcurrentHashMap.newKeySet();
  private volatile boolean cancelled;

  /** Something under way; to be closed when it is over. */
  public interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param breakOff called by another thread, at most once, when this is cancelled meanwhile
   * @throws IOException when it was cancelled before
   */
  public Running running(Runnable breakOff) throws IOException {
    running.add(breakOff);
    if (cancelled) {
      running.remove(breakOff);
    }
    check();
    return () -> running.remove(breakOff);
  }

  public void check() throws IOException {
    if (cancelled) {
      throw new IOException("cancelled");
    }
  }

  public boolean isCancelled() {
    return cancelled;
  }

  public void cancel() {
    cancelled = true;
    for (Runnable one : running) {
      if (running.remove(one)) {
        one.run();
      }
    }
  }
}
