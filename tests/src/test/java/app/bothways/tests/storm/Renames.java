package app.bothways.tests.storm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * renameat2(2): so that a made-up person knows exactly what it was that he replaced, though a
 * device may put something else at the place just before.
 */
final class Renames {
  private static final int AT_FDCWD = -100;
  private static final int NOREPLACE = 1;
  private static final int EXCHANGE = 2;
  private static final int ENOENT = 2;
  private static final int EEXIST = 17;
  private static final int EINVAL = 22;
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle RENAMEAT2 = handle();

  private Renames() {}

  @SuppressWarnings("restricted")
  private static MethodHandle handle() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("renameat2"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT),
        Linker.Option.captureCallState("errno"));
  }

  /**
   * @throws FileAlreadyExistsException when something stands at {@code to}
   */
  static void publish(Path from, Path to) throws IOException {
    rename(from, to, NOREPLACE);
  }

  static void exchange(Path a, Path b) throws IOException {
    rename(a, b, EXCHANGE);
  }

  private static void rename(Path from, Path to, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result =
          (int)
              RENAMEAT2.invokeExact(
                  state,
                  AT_FDCWD,
                  arena.allocateFrom(from.toString()),
                  AT_FDCWD,
                  arena.allocateFrom(to.toString()),
                  flags);
      int errno = (int) ERRNO.get(state, 0L);
      if (result != 0 && errno == EINVAL) {
        bySteps(from, to, flags);
      } else if (result != 0) {
        throw failure(errno, from, to);
      }
    } catch (IOException | RuntimeException | Error known) {
      throw known;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * RACE: on disks of programs (FUSE), which know neither way. What a device puts at {@code to}
   * within some microseconds is replaced by somebody who has not seen it, and would be called lost.
   */
  private static void bySteps(Path from, Path to, int flags) throws IOException {
    if (flags == NOREPLACE) {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    Path between = from.resolveSibling(from.getFileName() + ".between" + System.nanoTime());
    Files.move(to, between, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      // As one into another that it holds.
      Files.move(between, to, StandardCopyOption.ATOMIC_MOVE);
      throw refused;
    }
    Files.move(between, from, StandardCopyOption.ATOMIC_MOVE);
  }

  private static IOException failure(int errno, Path from, Path to) {
    return switch (errno) {
      case ENOENT -> new NoSuchFileException(from.toString());
      case EEXIST -> new FileAlreadyExistsException(to.toString());
      default -> new FileSystemException(from.toString(), to.toString(), "errno " + errno);
    };
  }
}
