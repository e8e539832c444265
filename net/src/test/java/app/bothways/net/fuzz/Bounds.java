package app.bothways.net.fuzz;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;

/**
 * Fails when handling some bytes costs more memory than they are worth, or leaves a buffer behind.
 */
public final class Bounds {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounds() {}

  /** Something that is fed with outside bytes. */
  @FunctionalInterface
  public interface Fed {
    void run() throws Exception;
  }

  /**
   * Runs {@code fed} on this thread; once more when that was too dear, because the first time of
   * anything loads classes.
   *
   * @param most bytes that it may allocate on the heap
   */
  public static void allocate(long most, Fed fed) throws Exception {
    if (cost(fed) > most) {
      long again = cost(fed);
      if (again > most) {
        throw new AssertionError(again + " bytes allocated where " + most + " are enough");
      }
    }
  }

  private static long cost(Fed fed) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    fed.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** Fails when a buffer of {@code allocator} has not been released. */
  public static void nothingLeft(UnpooledByteBufAllocator allocator) {
    long left = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    if (left != 0) {
      throw new AssertionError(left + " bytes of buffers have not been released");
    }
  }
}
