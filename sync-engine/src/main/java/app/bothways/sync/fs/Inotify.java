package app.bothways.sync.fs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * inotify(7) of Linux as it is, since Java's watch service does not tell when a file that was
 * written is closed, nor which two names are a rename. Directories may be added by any thread; one
 * thread waits for events, and that one calls {@link #release} in the end.
 */
@SuppressWarnings("restricted")
public final class Inotify {
  public static final int ATTRIB = 0x4;
  public static final int MODIFY = 0x2;
  public static final int CLOSE_WRITE = 0x8;
  public static final int MOVED_FROM = 0x40;
  public static final int MOVED_TO = 0x80;
  public static final int CREATE = 0x100;
  public static final int DELETE = 0x200;
  public static final int OVERFLOW = 0x4000;
  public static final int IGNORED = 0x8000;

  private static final int EXCL_UNLINK = 0x4000000;
  private static final int ONLY_DIRECTORY = 0x1000000;
  private static final int DONT_FOLLOW = 0x2000000;
  private static final int WANTED =
      ATTRIB | MODIFY | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE;
  private static final int CLOEXEC_NONBLOCK = 0x80000 | 0x800;
  private static final int HEAD = 16;
  private static final int BUFFER = 64 << 10;
  private static final int POLL_ENTRY = 8;
  private static final short POLLIN = 1;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

  /**
   * One event.
   *
   * @param watch as {@link #add} gave it; -1 when events were lost
   * @param mask what happened, of the constants above
   * @param cookie the same for both names of a rename
   * @param name empty when it is of the directory itself, or cannot be said in Java's letters
   */
  public record Event(int watch, int mask, int cookie, Optional<String> name) {
    public boolean is(int what) {
      return (mask & what) != 0;
    }
  }

  private final int fd;
  private final int wake;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER, HEAD);
  private final MemorySegment polled = arena.allocate(2 * POLL_ENTRY, POLL_ENTRY);
  private volatile boolean closed;
  private boolean released;

  private Inotify(int fd, int wake) {
    this.fd = fd;
    this.wake = wake;
  }

  /** Empty on systems without it. */
  public static Optional<Inotify> open() throws IOException {
    boolean all =
        System.getProperty("os.name").equals("Linux")
            && Posix.INOTIFY_INIT1.isPresent()
            && Posix.INOTIFY_ADD_WATCH.isPresent()
            && Posix.EVENTFD.isPresent()
            && Posix.POLL.isPresent()
            && Posix.READ.isPresent()
            && Posix.WRITE.isPresent()
            && Posix.CLOSE.isPresent();
    if (!all) {
      return Optional.empty();
    }
    try {
      int fd =
          Posix.call(
              (_, state) -> (int) Posix.INOTIFY_INIT1.get().invokeExact(state, CLOEXEC_NONBLOCK));
      try {
        int wake =
            Posix.call(
                (_, state) -> (int) Posix.EVENTFD.get().invokeExact(state, 0, CLOEXEC_NONBLOCK));
        return Optional.of(new Inotify(fd, wake));
      } catch (Posix.NativeFailure failure) {
        closeQuietly(fd);
        throw failure;
      }
    } catch (Posix.NativeFailure failure) {
      throw new IOException(
          failure.errno == Errno.EMFILE
              ? "User limit of inotify instances reached or too many open files"
              : "inotify: " + Posix.text(failure.errno));
    }
  }

  /**
   * Watches a directory, not what is below it. The number of its watch is the same as before if it
   * is watched already, under whatever name. Any thread.
   *
   * @throws ClosedWatchServiceException after {@link #release}
   */
  public synchronized int add(Path directory) throws IOException {
    if (released) {
      throw new ClosedWatchServiceException();
    }
    try {
      return Posix.call(
          (names, state) ->
              (int)
                  Posix.INOTIFY_ADD_WATCH
                      .get()
                      .invokeExact(
                          state,
                          fd,
                          Posix.name(names, directory),
                          WANTED | EXCL_UNLINK | ONLY_DIRECTORY | DONT_FOLLOW));
    } catch (Posix.NativeFailure failure) {
      if (failure.errno == Errno.ENOSPC) {
        throw new IOException("User limit of inotify watches reached");
      }
      throw failure.at(directory);
    }
  }

  /**
   * Waits for events; none when the time is up.
   *
   * @param atMost empty: for ever
   * @throws ClosedWatchServiceException after {@link #close}
   */
  public List<Event> await(Optional<Duration> atMost) throws IOException {
    int millis =
        atMost.map(d -> (int) Math.min(60_000, (d.toNanos() + 999_999) / 1_000_000)).orElse(-1);
    polled.set(INT, 0, fd);
    polled.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
    polled.set(INT, POLL_ENTRY, wake);
    polled.set(ValueLayout.JAVA_SHORT, POLL_ENTRY + 4, POLLIN);
    try {
      Posix.call((_, state) -> (int) Posix.POLL.get().invokeExact(state, polled, 2L, millis));
      if (closed) {
        throw new ClosedWatchServiceException();
      }
      int count =
          Posix.call(
              (_, state) ->
                  (int) (long) Posix.READ.get().invokeExact(state, fd, buffer, (long) BUFFER));
      return events(count);
    } catch (Posix.NativeFailure failure) {
      if (failure.errno == Errno.EAGAIN || failure.errno == Errno.EINTR) {
        return List.of();
      }
      throw new IOException("inotify: " + Posix.text(failure.errno));
    }
  }

  private List<Event> events(int count) {
    var events = new ArrayList<Event>();
    for (int at = 0; at + HEAD <= count; ) {
      int length = buffer.get(INT, at + 12);
      events.add(
          new Event(
              buffer.get(INT, at),
              buffer.get(INT, at + 4),
              buffer.get(INT, at + 8),
              name(at + HEAD, length)));
      at += HEAD + length;
    }
    return events;
  }

  /** Padded with zeros. */
  private Optional<String> name(int from, int most) {
    int length = 0;
    while (length < most && buffer.get(ValueLayout.JAVA_BYTE, from + length) != 0) {
      length++;
    }
    if (length == 0) {
      return Optional.empty();
    }
    try {
      var bytes = buffer.asSlice(from, length).asByteBuffer();
      return Optional.of(Posix.NAMES.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException strange) {
      return Optional.empty();
    }
  }

  /** Ends the waiting, also one that begins later. */
  public synchronized void close() {
    closed = true;
    if (released) {
      return;
    }
    try (Arena one = Arena.ofConfined()) {
      MemorySegment number = one.allocateFrom(ValueLayout.JAVA_LONG, 1L);
      Posix.call((_, state) -> (int) (long) Posix.WRITE.get().invokeExact(state, wake, number, 8L));
    } catch (Posix.NativeFailure full) {
      // It has been woken often enough.
      return;
    }
  }

  /** Gives back what the system gave; nothing may be called afterwards but {@link #close}. */
  public synchronized void release() {
    if (!released) {
      released = true;
      closeQuietly(fd);
      closeQuietly(wake);
      arena.close();
    }
  }

  private static void closeQuietly(int fd) {
    try {
      Posix.call((_, state) -> (int) Posix.CLOSE.get().invokeExact(state, fd));
    } catch (Posix.NativeFailure already) {
      // There is nothing that could be done about it.
      return;
    }
  }
}
