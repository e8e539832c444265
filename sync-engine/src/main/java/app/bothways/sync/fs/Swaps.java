package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Chooses, by trying it in a directory of ours, how names are exchanged on its file system. */
final class Swaps {
  private Swaps() {}

  static synchronized AtomicSwap probe(Path scratch) throws IOException {
    return probe(system(), scratch);
  }

  static AtomicSwap probe(Optional<AtomicSwap> system, Path scratch) throws IOException {
    if (system.isPresent() && works(system.get(), scratch)) {
      return system.get();
    }
    // A disk may know the one flag and not the other.
    Optional<AtomicSwap> refusing = system.map(NoReplaceSwap::new);
    if (refusing.isPresent() && works(refusing.get(), scratch)) {
      return refusing.get();
    }
    return holdsTwoNames(scratch) ? new LinkSwap() : new PlainSwap();
  }

  private static boolean holdsTwoNames(Path scratch) throws IOException {
    Path first = scratch.resolve("probe-target");
    Path second = scratch.resolve("probe-slot");
    try {
      Files.writeString(first, "old");
      Files.deleteIfExists(second);
      return links(first, second);
    } finally {
      Files.deleteIfExists(first);
      Files.deleteIfExists(second);
    }
  }

  private static boolean links(Path first, Path second) throws IOException {
    try {
      LinkSwap.secondName(first, second);
    } catch (IOException | UnsupportedOperationException cannot) {
      return false;
    }
    return holds(second, "old");
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
      return exchanges(swap, target, staged, slot) && refuses(swap, slot, target);
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
    return holds(target, "new") && holds(slot, "old");
  }

  /** A program behind a mount may take the call and not its flags, and overwrite. */
  private static boolean refuses(AtomicSwap swap, Path from, Path taken) throws IOException {
    try {
      swap.publish(from, taken);
      return false;
    } catch (FileAlreadyExistsException asWanted) {
      return holds(taken, "new");
    } catch (IOException other) {
      return false;
    }
  }

  private static boolean holds(Path file, String text) throws IOException {
    return Files.exists(file) && Files.readString(file).equals(text);
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
