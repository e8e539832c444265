package app.bothways.sync.fs;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** renamex_np(2); macOS 10.12 on APFS. */
final class MacSwap implements AtomicSwap {
  private static final int SWAP = 2;
  private static final int EXCL = 4;

  private final MethodHandle renamex;

  MacSwap(MethodHandle renamex) {
    this.renamex = renamex;
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    rename(from, to, EXCL);
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    rename(staged, slot, EXCL);
    try {
      rename(slot, target, SWAP);
    } catch (IOException failed) {
      rename(slot, staged, EXCL);
      throw failed;
    }
  }

  private void rename(Path from, Path to, int flags) throws IOException {
    try {
      Posix.call(
          (arena, state) ->
              (int)
                  renamex.invokeExact(
                      state, Posix.name(arena, from), Posix.name(arena, to), flags));
    } catch (Posix.NativeFailure failure) {
      throw failure.at(flags == EXCL && failure.errno == Errno.EEXIST ? to : from);
    }
  }
}
