package app.bothways.sync.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** Fails when handling some bytes costs more memory than they are worth. */
public final class Bounds {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounds() {}

  /** Something that is fed with outside bytes; an {@code IOException} refuses them. */
  @FunctionalInterface
  public interface Fed {
    void run() throws IOException;
  }

  /**
   * Runs {@code fed} on this thread; once more when that was too dear, because the first time of
   * anything loads classes.
   *
   * @param most bytes that it may allocate on the heap
   */
  public static void allocate(long most, Fed fed) {
    if (cost(fed) > most) {
      long again = cost(fed);
      if (again > most) {
        throw new AssertionError(again + " bytes allocated where " + most + " are enough");
      }
    }
  }

  private static long cost(Fed fed) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      fed.run();
    } catch (IOException refused) {
      // The one answer to what is not understood.
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Fails unless both are equal. */
  public static void same(Object first, Object second) {
    if (!first.equals(second)) {
      throw new AssertionError(first + " became " + second);
    }
  }

  /** Fails unless it is right. */
  public static void holds(boolean right, String what) {
    if (!right) {
      throw new AssertionError(what);
    }
  }
}
