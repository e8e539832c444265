package app.bothways.net.retry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is repeated for as long as there is somebody to do it. Executors, Netty's too, end a
 * periodic task for good at its first exception, and nobody hears of it.
 */
public final class Unending {
  private static final Logger LOG = LoggerFactory.getLogger(Unending.class);

  private Unending() {}

  /**
   * What does {@code task}, and lets no exception through: it is logged, and the next turn comes.
   * Errors of the virtual machine go through.
   *
   * @param what in words, for the log
   */
  public static Runnable of(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException failed) {
        LOG.warn("{} has failed and is tried again at its next turn", what, failed);
      }
    };
  }
}
