package app.bothways.ui;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Keeps tasks until the test runs them. One thread. */
public final class Tasks implements Executor {
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  public int waiting() {
    return tasks.size();
  }

  /** Runs those that wait now; returns how many. */
  public int run() {
    int n = tasks.size();
    for (int i = 0; i < n; i++) {
      tasks.remove().run();
    }
    return n;
  }
}
