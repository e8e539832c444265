package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Finds out, by trying it in a directory of ours, what a disk can hold beside bytes. */
final class Probes {
  /** By the names that Linux has for them; these never keep an execute bit either. */
  private static final Set<String> LIKE_WINDOWS =
      Set.of("vfat", "msdos", "exfat", "fat", "ntfs3", "ufsd");

  /** FAT has no numbers for files: the kernel gives each one when it looks, and again another. */
  private static final Set<String> KEYS_MADE_UP = Set.of("vfat", "msdos", "exfat", "fat");

  /** A program behind it decides: NTFS and exFAT come so, and disks on other computers. */
  private static final String BY_PROGRAM = "fuse";

  private static final int OWNER_EXECUTES = 0100;

  private Probes() {}

  /** What the system calls the file system that a path is on, in small letters. */
  private static String kind(Path path) throws IOException {
    return Files.getFileStore(path).type().toLowerCase(Locale.ROOT);
  }

  /** Whether only such names are possible as Windows knows. */
  static boolean namesLikeWindows(Path scratch) throws IOException {
    String kind = kind(scratch);
    return LIKE_WINDOWS.contains(kind)
        || kind.startsWith(BY_PROGRAM)
            && canBeMade(scratch.resolve("probe-name"))
            && !canBeMade(scratch.resolve("probe:name"));
  }

  private static boolean canBeMade(Path file) {
    try {
      Files.createFile(file);
      Files.delete(file);
      return true;
    } catch (FileAlreadyExistsException there) {
      // CRASH: of a process that ended in between.
      return true;
    } catch (IOException | InvalidPathException refused) {
      return false;
    }
  }

  /**
   * What stays as it is set, of a file that is there.
   *
   * @throws IOException when it cannot be tried now
   */
  static KeptMetaFs.Keeps keeps(Fs fs, Path scratch) throws IOException {
    String kind = kind(scratch);
    if (LIKE_WINDOWS.contains(kind)) {
      return new KeptMetaFs.Keeps(false, !KEYS_MADE_UP.contains(kind));
    }
    return kind.startsWith(BY_PROGRAM)
        ? new KeptMetaFs.Keeps(triedBit(fs, scratch.resolve("probe-bit")), false)
        : KeptMetaFs.Keeps.ALL;
  }

  private static boolean triedBit(Fs fs, Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file);
    try {
      Meta before = fs.lstat(file);
      int other = before.mode() ^ OWNER_EXECUTES;
      try {
        fs.setMeta(file, before.mtimeNanos(), other);
      } catch (IOException refused) {
        return false;
      }
      return fs.lstat(file).executable() != before.executable();
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
