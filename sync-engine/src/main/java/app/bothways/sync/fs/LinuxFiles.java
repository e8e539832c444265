package app.bothways.sync.fs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Linux: single system calls for what Java does in several, or by way of a table of attributes for
 * each file. What lies in a directory that is held by a handle is addressed by that handle, without
 * a walk through {@code /proc}. An empty answer means that Java has to do it: the name is none that
 * can be said here in bytes. Failures are those of {@link Errno}. Any thread.
 */
@SuppressWarnings("restricted")
final class LinuxFiles {
  /** The largest file that {@link #read} reads. */
  static final int MOST_BYTES = 64 << 10;

  /** Whether all of this can be used here. */
  static final boolean USABLE =
      System.getProperty("os.name").equals("Linux")
          && Posix.STATX.isPresent()
          && Posix.UTIMENSAT.isPresent()
          && Posix.OPENAT_NEW.isPresent()
          && Posix.READ.isPresent()
          && Posix.WRITE.isPresent()
          && Posix.CLOSE.isPresent();

  private static final String HELD = "/proc/self/fd/";
  private static final int PATH_BYTES = 4096;
  private static final int STAT_BYTES = 256;

  private static final int NOFOLLOW = 0x100;
  private static final int NO_AUTOMOUNT = 0x800;
  private static final int BASIC_AND_BIRTH = 0x7ff | 0x800;
  private static final int BIRTH = 0x800;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_WRONLY_CREAT_EXCL = 1 | 0x40 | 0x80;
  private static final int READ_AND_WRITE = 0666;

  private static final long OPENAT2 = 437;
  private static final long OPEN_HOW_BYTES = 24;

  private static final long OMIT = (1L << 30) - 2;
  private static final long SECOND = 1_000_000_000L;
  private static final long MOST_SECONDS = Long.MAX_VALUE / SECOND - 1;

  private static final ThreadLocal<Memory> MEMORY = ThreadLocal.withInitial(Memory::new);

  private LinuxFiles() {}

  /** A path where the system finds it. */
  private static final class Place {
    final MemorySegment path = Arena.ofAuto().allocate(PATH_BYTES);
    int directory;

    /** False when it cannot be said. */
    boolean holds(Path file) {
      String text = file.toString();
      directory = Posix.AT_FDCWD;
      String name = text;
      int end = text.startsWith(HELD) ? text.indexOf('/', HELD.length()) : -1;
      if (end > 0) {
        directory = Integer.parseInt(text, HELD.length(), end, 10);
        name = text.substring(end + 1);
      }
      byte[] said = name.getBytes(StandardCharsets.UTF_8);
      boolean plain = said.length == name.length();
      if (said.length >= PATH_BYTES || !plain && !isUtf8(file, text)) {
        return false;
      }
      MemorySegment.copy(said, 0, path, ValueLayout.JAVA_BYTE, 0, said.length);
      path.set(ValueLayout.JAVA_BYTE, said.length, (byte) 0);
      return true;
    }

    /** A listing may have given bytes that are no text; their text is of another path. */
    private static boolean isUtf8(Path file, String text) {
      return Posix.NAMES.equals(StandardCharsets.UTF_8)
          && file.getFileSystem().getPath(text).equals(file);
    }
  }

  /** What one thread gives to the system and gets from it. */
  private static final class Memory {
    final MemorySegment state = Arena.ofAuto().allocate(16, 8);
    final MemorySegment stat = Arena.ofAuto().allocate(STAT_BYTES, 8);
    final MemorySegment bytes = Arena.ofAuto().allocate(MOST_BYTES + 1L);
    final Place at = new Place();
    final Place to = new Place();

    boolean holds(Path file) {
      return at.holds(file);
    }

    IOException failure(Path file) {
      return Errno.exception(Posix.errno(state), file.toString());
    }
  }

  private static IllegalStateException broken(Throwable cause) {
    return new IllegalStateException("native call", cause);
  }

  // ---- looks -----------------------------------------------------------------------------------

  static Optional<Meta> look(Path file) throws IOException {
    Memory memory = MEMORY.get();
    return statx(memory, file) ? Optional.of(meta(memory.stat)) : Optional.empty();
  }

  /** When it came into being, in nanoseconds; 0 where the file system does not know. */
  static Optional<Long> born(Path file) throws IOException {
    Memory memory = MEMORY.get();
    if (!statx(memory, file)) {
      return Optional.empty();
    }
    boolean known = (memory.stat.get(ValueLayout.JAVA_INT, 0) & BIRTH) != 0;
    return Optional.of(known ? time(memory.stat, 80) : 0);
  }

  private static boolean statx(Memory memory, Path file) throws IOException {
    if (!memory.holds(file)) {
      return false;
    }
    int result;
    try {
      result =
          (int)
              Posix.STATX
                  .get()
                  .invokeExact(
                      memory.state,
                      memory.at.directory,
                      memory.at.path,
                      NOFOLLOW | NO_AUTOMOUNT,
                      BASIC_AND_BIRTH,
                      memory.stat);
    } catch (Throwable cause) {
      throw broken(cause);
    }
    if (result < 0) {
      throw memory.failure(file);
    }
    return true;
  }

  private static Meta meta(MemorySegment stat) {
    int mode = stat.get(ValueLayout.JAVA_SHORT, 28) & 0xffff;
    return new Meta(
        Meta.Kind.ofMode(mode),
        stat.get(ValueLayout.JAVA_LONG, 40),
        time(stat, 112),
        time(stat, 96),
        stat.get(ValueLayout.JAVA_LONG, 32),
        mode & 07777,
        stat.get(ValueLayout.JAVA_INT, 16));
  }

  private static long time(MemorySegment stat, long at) {
    long seconds = stat.get(ValueLayout.JAVA_LONG, at);
    if (Math.abs(seconds) > MOST_SECONDS) {
      return seconds > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    return seconds * SECOND + stat.get(ValueLayout.JAVA_INT, at + 8);
  }

  // ---- changes ---------------------------------------------------------------------------------

  /** Sets the modification time alone, of a link itself; false: Java has to do it. */
  static boolean setTime(Path file, long mtimeNanos) throws IOException {
    Memory memory = MEMORY.get();
    if (!memory.holds(file)) {
      return false;
    }
    memory.stat.set(ValueLayout.JAVA_LONG, 0, 0);
    memory.stat.set(ValueLayout.JAVA_LONG, 8, OMIT);
    memory.stat.set(ValueLayout.JAVA_LONG, 16, Math.floorDiv(mtimeNanos, SECOND));
    memory.stat.set(ValueLayout.JAVA_LONG, 24, Math.floorMod(mtimeNanos, SECOND));
    int result;
    try {
      result =
          (int)
              Posix.UTIMENSAT
                  .get()
                  .invokeExact(
                      memory.state, memory.at.directory, memory.at.path, memory.stat, NOFOLLOW);
    } catch (Throwable cause) {
      throw broken(cause);
    }
    if (result < 0) {
      throw memory.failure(file);
    }
    return true;
  }

  /**
   * renameat2(2).
   *
   * @return the error number, or 0; empty when nothing was done since a path cannot be said
   */
  static Optional<Integer> rename(MethodHandle renameat2, Path from, Path to, int flags) {
    Memory memory = MEMORY.get();
    if (!memory.at.holds(from) || !memory.to.holds(to)) {
      return Optional.empty();
    }
    int result;
    try {
      result =
          (int)
              renameat2.invokeExact(
                  memory.state,
                  memory.at.directory,
                  memory.at.path,
                  memory.to.directory,
                  memory.to.path,
                  flags);
    } catch (Throwable cause) {
      throw broken(cause);
    }
    return Optional.of(result < 0 ? Posix.errno(memory.state) : 0);
  }

  /** A new file with this content; false: Java has to do it, and nothing was done. */
  static boolean write(Path file, byte[] content) throws IOException {
    Memory memory = MEMORY.get();
    if (!memory.holds(file)) {
      return false;
    }
    int fd = open(memory, file, O_WRONLY_CREAT_EXCL | O_NOFOLLOW | O_CLOEXEC);
    try {
      int done = 0;
      while (done < content.length) {
        int next = Math.min(MOST_BYTES, content.length - done);
        MemorySegment.copy(content, done, memory.bytes, ValueLayout.JAVA_BYTE, 0, next);
        done += moved(memory, file, Way.OUT, fd, next);
      }
    } finally {
      close(memory, fd);
    }
    return true;
  }

  // ---- content ---------------------------------------------------------------------------------

  /**
   * All that a file holds, if that is {@code size} bytes, of which there may be {@link #MOST_BYTES}
   * at most. Empty also when it holds more or less: it is being changed.
   */
  static Optional<byte[]> read(Path file, int size) throws IOException {
    Memory memory = MEMORY.get();
    if (!memory.holds(file)) {
      return Optional.empty();
    }
    // What has become a pipe since it was looked at must not be waited for.
    int fd = open(memory, file, O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    try {
      // One byte more is asked for than there should be: a file that grew is not taken for whole.
      int count = moved(memory, file, Way.IN, fd, size + 1);
      if (count != size) {
        return Optional.empty();
      }
      byte[] content = new byte[size];
      MemorySegment.copy(memory.bytes, ValueLayout.JAVA_BYTE, 0, content, 0, size);
      return Optional.of(content);
    } finally {
      close(memory, fd);
    }
  }

  private static int open(Memory memory, Path file, int flags) throws IOException {
    int fd;
    try {
      fd =
          (int)
              Posix.OPENAT_NEW
                  .get()
                  .invokeExact(
                      memory.state, memory.at.directory, memory.at.path, flags, READ_AND_WRITE);
    } catch (Throwable cause) {
      throw broken(cause);
    }
    if (fd < 0) {
      throw memory.failure(file);
    }
    return fd;
  }

  private enum Way {
    IN,
    OUT
  }

  private static int moved(Memory memory, Path file, Way way, int fd, int bytes)
      throws IOException {
    long count;
    do {
      try {
        var call = way == Way.IN ? Posix.READ : Posix.WRITE;
        count = (long) call.get().invokeExact(memory.state, fd, memory.bytes, (long) bytes);
      } catch (Throwable cause) {
        throw broken(cause);
      }
    } while (count < 0 && Posix.errno(memory.state) == Errno.EINTR);
    if (count < 0) {
      throw memory.failure(file);
    }
    return (int) count;
  }

  // ---- directories -----------------------------------------------------------------------------

  /**
   * openat2(2) of a directory, to be held only.
   *
   * @return a descriptor, or the error number below zero; empty when the path cannot be said
   */
  static Optional<Integer> hold(Path directory, long flags, long resolve) {
    Memory memory = MEMORY.get();
    if (!memory.holds(directory)) {
      return Optional.empty();
    }
    memory.stat.set(ValueLayout.JAVA_LONG, 0, flags);
    memory.stat.set(ValueLayout.JAVA_LONG, 8, 0);
    memory.stat.set(ValueLayout.JAVA_LONG, 16, resolve);
    long result;
    try {
      result =
          (long)
              Posix.SYSCALL
                  .get()
                  .invokeExact(
                      memory.state,
                      OPENAT2,
                      memory.at.directory,
                      memory.at.path,
                      memory.stat,
                      OPEN_HOW_BYTES);
    } catch (Throwable cause) {
      throw broken(cause);
    }
    return Optional.of(result < 0 ? -Posix.errno(memory.state) : (int) result);
  }

  static void close(int fd) {
    close(MEMORY.get(), fd);
  }

  private static void close(Memory memory, int fd) {
    try {
      int ignored = (int) Posix.CLOSE.get().invokeExact(memory.state, fd);
      assert ignored == 0;
    } catch (Throwable cause) {
      throw broken(cause);
    }
  }
}
