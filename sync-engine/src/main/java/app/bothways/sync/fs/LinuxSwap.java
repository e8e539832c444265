package app.bothways.sync.fs;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/** renameat2(2) with its flags; Linux 3.15 and a file system that knows them. */
final class LinuxSwap implements AtomicSwap {
  private static final int NOREPLACE = 1;
  private static final int EXCHANGE = 2;

  private final MethodHandle renameat2;

  LinuxSwap(MethodHandle renameat2) {
    this.renameat2 = renameat2;
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    rename(from, to, NOREPLACE);
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    // The exchange happens between target and slot, so that a crash leaves old bytes in no other
    // place than the slot, which the journal knows.
    rename(staged, slot, NOREPLACE);
    try {
      rename(slot, target, EXCHANGE);
    } catch (IOException failed) {
      rename(slot, staged, NOREPLACE);
      throw failed;
    }
  }

  private void rename(Path from, Path to, int flags) throws IOException {
    Optional<Integer> errno =
        LinuxFiles.USABLE ? LinuxFiles.rename(renameat2, from, to, flags) : Optional.empty();
    if (errno.isEmpty()) {
      renameByNames(from, to, flags);
    } else if (errno.get() != 0) {
      throw failure(errno.get(), from, to, flags);
    }
  }

  private static IOException failure(int errno, Path from, Path to, int flags) {
    Path at = flags == NOREPLACE && errno == Errno.EEXIST ? to : from;
    return Errno.exception(errno, at.toString());
  }

  private void renameByNames(Path from, Path to, int flags) throws IOException {
    try {
      Posix.call(
          (arena, state) ->
              (int)
                  renameat2.invokeExact(
                      state,
                      Posix.AT_FDCWD,
                      Posix.name(arena, from),
                      Posix.AT_FDCWD,
                      Posix.name(arena, to),
                      flags));
    } catch (Posix.NativeFailure failure) {
      throw failure(failure.errno, from, to, flags);
    }
  }
}
