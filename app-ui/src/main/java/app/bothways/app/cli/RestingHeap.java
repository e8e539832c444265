package app.bothways.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back to the system when this process has come to rest. Java's serial collector does
 * so only when it collects the whole heap, which a device that has nothing to do does not need for
 * days: until then it would hold what its busiest moment took.
 */
final class RestingHeap implements AutoCloseable {
  private static final long LOOK_SECONDS = 15;

  private final CountDownLatch closed = new CountDownLatch(1);

  private RestingHeap() {}

  /** Looks from now on, until it is closed. */
  static RestingHeap watch() {
    var heap = new RestingHeap();
    Thread.ofVirtual().name("resting-heap").start(heap::run);
    return heap;
  }

  private void run() {
    var rule = new Rule();
    Runtime java = Runtime.getRuntime();
    try {
      while (!closed.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
        if (rule.isDue(java.totalMemory() - java.freeMemory(), java.totalMemory())) {
          System.gc();
          rule.done(java.totalMemory());
        }
      }
    } catch (InterruptedException never) {
      // Nobody else knows this thread.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** When it is worth while. For one thread. */
  static final class Rule {
    /** A process that takes more between two looks, or has collected, is at work. */
    static final long QUIET_BYTES = 2L << 20;

    /** What must have been added since the last time. */
    static final long WORTH_BYTES = 16L << 20;

    private static final int QUIET_LOOKS = 2;

    private long usedBefore = Long.MAX_VALUE;
    private long settled;
    private int quiet;

    /**
     * @param used bytes of the heap, also by what nobody needs any more
     * @param committed bytes that the heap has from the system
     */
    boolean isDue(long used, long committed) {
      boolean isQuiet = used >= usedBefore && used - usedBefore <= QUIET_BYTES;
      quiet = isQuiet ? quiet + 1 : 0;
      usedBefore = used;
      return quiet >= QUIET_LOOKS && committed - settled >= WORTH_BYTES;
    }

    /** The heap was collected, and has so much from the system now. */
    void done(long committed) {
      settled = committed;
      quiet = 0;
      usedBefore = Long.MAX_VALUE;
    }
  }
}
