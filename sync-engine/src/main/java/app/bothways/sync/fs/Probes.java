package app.bothways.sync.fs;

import java.io.IOException;
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

  /**
   * Whether only such names are possible as Windows knows.
   *
   * @throws IOException when it cannot be tried now, as on a full disk: a guess would take names
   *     that stand for others for what people called their files
   */
  static boolean namesLikeWindows(Path scratch) throws IOException {
    String kind = kind(scratch);
    if (!kind.startsWith(BY_PROGRAM)) {
      return LIKE_WINDOWS.contains(kind);
    }
    make(scratch.resolve("probe-name"));
    try {
      make(scratch.resolve("probe:name"));
      return false;
    } catch (IOException | InvalidPathException refused) {
      return true;
    }
  }

  private static void make(Path file) throws IOException {
    // CRASH: it may be there from a process that ended in between.
    Files.deleteIfExists(file);
    Files.createFile(file);
    Files.delete(file);
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
    // CRASH: as above.
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
