package app.bothways.sync.fs;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The C library's calls that Java has no words for. A call that a system lacks is empty. */
@SuppressWarnings("restricted")
final class Posix {
  static final int AT_FDCWD = -100;

  static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final boolean UNIX = !System.getProperty("os.name").startsWith("Windows");
  private static final Optional<VarHandle> ERRNO =
      UNIX
          ? Optional.of(STATE.varHandle(MemoryLayout.PathElement.groupElement("errno")))
          : Optional.empty();

  /** renameat2(2), Linux. */
  static final Optional<MethodHandle> RENAMEAT2 =
      find("renameat2", FunctionDescriptor.of(INT, INT, POINTER, INT, POINTER, INT));

  /** renamex_np(2), macOS. */
  static final Optional<MethodHandle> RENAMEX =
      find("renamex_np", FunctionDescriptor.of(INT, POINTER, POINTER, INT));

  static final Optional<MethodHandle> RMDIR = find("rmdir", FunctionDescriptor.of(INT, POINTER));

  static final Optional<MethodHandle> SYMLINK =
      find("symlink", FunctionDescriptor.of(INT, POINTER, POINTER));

  static final Optional<MethodHandle> OPENAT =
      find("openat", FunctionDescriptor.of(INT, INT, POINTER, INT));

  /** The same with the permissions of a file that is made. */
  static final Optional<MethodHandle> OPENAT_NEW =
      find(
          "openat",
          FunctionDescriptor.of(INT, INT, POINTER, INT, INT),
          Linker.Option.firstVariadicArg(3));

  /** statx(2), Linux; what it answers is laid out alike on all machines. */
  static final Optional<MethodHandle> STATX =
      find("statx", FunctionDescriptor.of(INT, INT, POINTER, INT, INT, POINTER));

  static final Optional<MethodHandle> UTIMENSAT =
      find("utimensat", FunctionDescriptor.of(INT, INT, POINTER, POINTER, INT));

  /** syscall(2) with four arguments, for openat2(2), which the C library may not have. */
  static final Optional<MethodHandle> SYSCALL =
      System.getProperty("os.name").equals("Linux")
          ? find(
              "syscall",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  INT,
                  POINTER,
                  POINTER,
                  ValueLayout.JAVA_LONG),
              Linker.Option.firstVariadicArg(1))
          : Optional.empty();

  /** syncfs(2), Linux: the only one that waits. */
  static final Optional<MethodHandle> SYNCFS =
      System.getProperty("os.name").equals("Linux")
          ? find("syncfs", FunctionDescriptor.of(INT, INT))
          : Optional.empty();

  static final Optional<MethodHandle> INOTIFY_INIT1 =
      find("inotify_init1", FunctionDescriptor.of(INT, INT));

  static final Optional<MethodHandle> INOTIFY_ADD_WATCH =
      find("inotify_add_watch", FunctionDescriptor.of(INT, INT, POINTER, INT));

  static final Optional<MethodHandle> EVENTFD =
      find("eventfd", FunctionDescriptor.of(INT, INT, INT));

  static final Optional<MethodHandle> POLL =
      find("poll", FunctionDescriptor.of(INT, POINTER, ValueLayout.JAVA_LONG, INT));

  static final Optional<MethodHandle> READ =
      find(
          "read",
          FunctionDescriptor.of(ValueLayout.JAVA_LONG, INT, POINTER, ValueLayout.JAVA_LONG));

  static final Optional<MethodHandle> WRITE =
      find(
          "write",
          FunctionDescriptor.of(ValueLayout.JAVA_LONG, INT, POINTER, ValueLayout.JAVA_LONG));

  static final Optional<MethodHandle> CLOSE = find("close", FunctionDescriptor.of(INT, INT));

  private static final Optional<MethodHandle> STRERROR =
      UNIX
          ? LINKER
              .defaultLookup()
              .find("strerror")
              .map(s -> LINKER.downcallHandle(s, FunctionDescriptor.of(POINTER, INT)))
          : Optional.empty();

  private Posix() {}

  private static Optional<MethodHandle> find(
      String name, FunctionDescriptor shape, Linker.Option... more) {
    if (!UNIX) {
      return Optional.empty();
    }
    var options = Arrays.copyOf(more, more.length + 1);
    options[more.length] = Linker.Option.captureCallState("errno");
    return LINKER.defaultLookup().find(name).map(s -> LINKER.downcallHandle(s, shape, options));
  }

  /** The error number that a call has left. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.orElseThrow().get(state, 0L);
  }

  /** One native call: result and error number. */
  @FunctionalInterface
  interface Call {
    int run(Arena arena, MemorySegment state) throws Throwable;
  }

  /**
   * Runs a call that answers -1 for failure.
   *
   * @throws NativeFailure with the error number
   */
  static int call(Call call) throws NativeFailure {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = call.run(arena, state);
      if (result == -1) {
        throw new NativeFailure(errno(state));
      }
      return result;
    } catch (NativeFailure failure) {
      throw failure;
    } catch (Throwable broken) {
      throw new IllegalStateException("native call", broken);
    }
  }

  /** A call said no. */
  static final class NativeFailure extends Exception {
    private static final long serialVersionUID = 1;
    final int errno;

    NativeFailure(int errno) {
      super("errno " + errno, null, false, false);
      this.errno = errno;
    }

    FileSystemException at(Path path) {
      return Errno.exception(errno, path.toString());
    }
  }

  static MemorySegment name(Arena arena, String text) {
    byte[] bytes = text.getBytes(NAMES);
    MemorySegment segment = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return segment;
  }

  static MemorySegment name(Arena arena, Path path) {
    return name(arena, path.toString());
  }

  /** The system's own sentence for an error, in the language that Java's exceptions use too. */
  static String text(int errno) {
    if (STRERROR.isEmpty()) {
      return "error " + errno;
    }
    try {
      MemorySegment text = (MemorySegment) STRERROR.get().invokeExact(errno);
      return text.reinterpret(1024).getString(0, NAMES);
    } catch (Throwable broken) {
      return "error " + errno;
    }
  }
}
