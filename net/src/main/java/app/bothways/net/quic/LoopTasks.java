package app.bothways.net.quic;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handing work to an event loop that may have stopped because the endpoint was closed. */
final class LoopTasks {
  private static final Logger LOG = LoggerFactory.getLogger(LoopTasks.class);

  private LoopTasks() {}

  /** Runs {@code task} on the loop; where that has stopped, there is nothing left to be done. */
  static void run(EventLoop loop, Runnable task) {
    run(loop, task, () -> LOG.trace("the event loop has stopped"));
  }

  /** Runs {@code task} on the loop or, where that has stopped, {@code otherwise} at once. */
  static void run(EventLoop loop, Runnable task, Runnable otherwise) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      otherwise.run();
    }
  }
}
