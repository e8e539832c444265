package app.bothways.app.cli;

import app.bothways.app.home.LogSetup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps something open until the process is told to stop. TERM, INT and HUP close it in order and
 * end the process with the exit code 0: being told to stop is no failure.
 */
final class Running {
  /** Longer than everything needs to close; after it the process goes anyway. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private Running() {}

  /** Never returns normally: the process ends. */
  static int untilStopped(AutoCloseable open) throws InterruptedException {
    onStop(open, Exit.DONE);
    new CountDownLatch(1).await();
    return Exit.DONE;
  }

  /**
   * Closes {@code open} when the process is told to stop, then ends it with {@code exit}. The
   * thread given back can be removed from the runtime's shutdown hooks when that is no longer
   * wanted.
   */
  static Thread onStop(AutoCloseable open, int exit) {
    Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(open, exit));
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  /**
   * Takes back what {@link #onStop} arranged. Does not return when the process is being stopped:
   * what fails meanwhile, because everything is closed under it, is nobody's concern.
   */
  static void noLonger(Thread hook) throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      new CountDownLatch(1).await();
    }
  }

  private static void stop(AutoCloseable open, int exit) {
    Thread closing = Thread.ofPlatform().daemon().name("closing").start(() -> close(open));
    try {
      closing.join(PATIENCE);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    LogSetup.stop();
    // Without this the exit code would be 128 plus the signal's number.
    Runtime.getRuntime().halt(exit);
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      org.slf4j.LoggerFactory.getLogger(Running.class).warn("Closing failed: {}", e.toString());
    }
  }
}
