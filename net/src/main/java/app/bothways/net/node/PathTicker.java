package app.bothways.net.node;

import app.bothways.net.retry.Unending;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the paths that time has passed: every {@value #TICK_MILLIS} ms while there is something to
 * be done, and else when the next thing is due. So a device whose links rest wakes for their
 * probes, and one that watches over a link in use is as quick as ever. Event loop only, but for
 * {@link #start}.
 */
final class PathTicker {
  static final long TICK_MILLIS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(PathTicker.class);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);

  /** Whatever nobody has thought of waits no longer. */
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(5);

  /** What is told of time. */
  interface Paths {
    /**
     * @param pause for how many nanoseconds this process stood still before
     */
    void tick(long pause);

    /** In how many nanoseconds there is something to do if nothing happens before. */
    long left();
  }

  private final EventLoop loop;
  private final Paths paths;
  private final Runnable turn = Unending.of("the tick of the paths", this::turn);
  private final Runnable look = Unending.of("the look at what is due", this::look);
  private ScheduledFuture<?> next;
  private long dueAt;
  private boolean asleep;
  private boolean stirred;

  PathTicker(EventLoop loop, Paths paths) {
    this.loop = loop;
    this.paths = paths;
  }

  void start() {
    loop.execute(() -> schedule(TICK));
  }

  /**
   * Something is happening by which other things may become due: looks at that when it is over,
   * before the event loop sleeps. Cheap while there are ticks anyway.
   */
  void stir() {
    if (asleep && !stirred) {
      stirred = true;
      unlessClosed(() -> loop.execute(look));
    }
  }

  private void look() {
    stirred = false;
    long wait = nextWait();
    if (asleep && System.nanoTime() + wait - dueAt < 0) {
      next.cancel(false);
      schedule(wait);
    }
  }

  private long nextWait() {
    return Math.clamp(paths.left(), TICK, LONGEST);
  }

  private void schedule(long nanos) {
    asleep = nanos > TICK;
    dueAt = System.nanoTime() + nanos;
    unlessClosed(() -> next = loop.schedule(turn, nanos, TimeUnit.NANOSECONDS));
  }

  private static void unlessClosed(Runnable work) {
    try {
      work.run();
    } catch (RejectedExecutionException closed) {
      LOG.trace("the endpoint is closed");
    }
  }

  private void turn() {
    // What this turn itself sends stirs nothing: it is looked at when it ends.
    asleep = false;
    long wait = TICK;
    try {
      // A pause that the machine or the collector made is no silence of the peer.
      paths.tick(Math.max(0, System.nanoTime() - dueAt - TICK));
      wait = nextWait();
    } finally {
      schedule(wait);
    }
  }
}
