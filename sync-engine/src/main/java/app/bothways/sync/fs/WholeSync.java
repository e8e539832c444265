package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Path;

/** syncfs(2), Linux: all that was written to one file system is on the disk when it returns. */
@SuppressWarnings("restricted")
final class WholeSync {
  private static final int O_RDONLY_DIRECTORY_CLOEXEC = 0200000 | 02000000;

  private WholeSync() {}

  /**
   * @return false where the system has no such call, or one that does not wait
   */
  static boolean sync(Path directory) throws IOException {
    if (Posix.SYNCFS.isEmpty() || Posix.OPENAT.isEmpty() || Posix.CLOSE.isEmpty()) {
      return false;
    }
    try {
      int fd =
          Posix.call(
              (arena, state) ->
                  (int)
                      Posix.OPENAT
                          .get()
                          .invokeExact(
                              state,
                              Posix.AT_FDCWD,
                              Posix.name(arena, directory),
                              O_RDONLY_DIRECTORY_CLOEXEC));
      try {
        Posix.call((arena, state) -> (int) Posix.SYNCFS.get().invokeExact(state, fd));
        return true;
      } finally {
        Posix.call((arena, state) -> (int) Posix.CLOSE.get().invokeExact(state, fd));
      }
    } catch (Posix.NativeFailure failure) {
      throw failure.at(directory);
    }
  }
}
