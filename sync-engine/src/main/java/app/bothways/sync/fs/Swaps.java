package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Chooses, by trying it in a directory of ours, how names are exchanged on its file system. */
final class Swaps {
  private Swaps() {}

  static synchronized AtomicSwap probe(Path scratch) throws IOException {
    Optional<AtomicSwap> own = system();
    if (own.isPresent() && works(own.get(), scratch)) {
      return own.get();
    }
    AtomicSwap link = new LinkSwap();
    return works(link, scratch) ? link : new PlainSwap();
  }

  private static Optional<AtomicSwap> system() {
    String os = System.getProperty("os.name");
    if (os.startsWith("Windows")) {
      return Optional.of(new WindowsSwap());
    }
    if (os.startsWith("Mac")) {
      return Posix.RENAMEX.map(MacSwap::new);
    }
    return Posix.RENAMEAT2.map(LinuxSwap::new);
  }

  private static boolean works(AtomicSwap swap, Path scratch) throws IOException {
    Path target = scratch.resolve("probe-target");
    Path staged = scratch.resolve("probe-staged");
    Path slot = scratch.resolve("probe-slot");
    try {
      Files.writeString(target, "old");
      Files.writeString(staged, "new");
      Files.deleteIfExists(slot);
      return exchanges(swap, target, staged, slot);
    } finally {
      Files.deleteIfExists(target);
      Files.deleteIfExists(staged);
      Files.deleteIfExists(slot);
    }
  }

  private static boolean exchanges(AtomicSwap swap, Path target, Path staged, Path slot)
      throws IOException {
    try {
      swap.swap(target, staged, slot);
    } catch (IOException | UnsupportedOperationException cannot) {
      return false;
    }
    return Files.readString(target).equals("new") && Files.readString(slot).equals("old");
  }

  /** rmdir(2): atomic, unlike looking first whether it is a directory. */
  static boolean removeEmptyDirectory(Path directory) throws IOException {
    if (Posix.RMDIR.isEmpty()) {
      return false;
    }
    try {
      Posix.call(
          (arena, state) ->
              (int) Posix.RMDIR.get().invokeExact(state, Posix.name(arena, directory)));
      return true;
    } catch (Posix.NativeFailure failure) {
      throw failure.at(directory);
    }
  }

  /** symlink(2): the target byte by byte, which Java would tidy up. */
  static boolean makeLink(Path link, String target) throws IOException {
    if (Posix.SYMLINK.isEmpty()) {
      return false;
    }
    try {
      Posix.call(
          (arena, state) ->
              (int)
                  Posix.SYMLINK
                      .get()
                      .invokeExact(state, Posix.name(arena, target), Posix.name(arena, link)));
      return true;
    } catch (Posix.NativeFailure failure) {
      throw failure.at(link);
    }
  }
}
