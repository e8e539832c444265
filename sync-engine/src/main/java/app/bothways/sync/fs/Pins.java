package app.bothways.sync.fs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * Ways into a directory that no link can lead astray. On Linux every step is an openat(2) that
 * refuses links, and the directory is used through {@code /proc/self/fd}, so that nothing that
 * happens to the names on the way can matter. Elsewhere every step is looked at.
 */
@SuppressWarnings("restricted")
final class Pins {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  private static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_PATH = 0x200000;
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");
  private static final boolean BY_HANDLE =
      System.getProperty("os.name").equals("Linux")
          && Posix.OPENAT.isPresent()
          && Posix.CLOSE.isPresent()
          && Files.isDirectory(OPEN_FILES);

  private Pins() {}

  private record Looked(Path path) implements Dir {
    @Override
    public void close() {}
  }

  private record Held(int fd, Path path) implements Dir {
    @Override
    public void close() {
      closeQuietly(fd);
    }
  }

  static Dir enter(Path root, List<String> names) throws IOException {
    return BY_HANDLE ? hold(root, names) : look(root, names);
  }

  private static Dir hold(Path root, List<String> names) throws IOException {
    int whole = OneStep.open(root, names);
    if (whole >= 0) {
      return new Held(whole, OPEN_FILES.resolve(Integer.toString(whole)));
    }
    return stepByStep(root, names);
  }

  private static Dir stepByStep(Path root, List<String> names) throws IOException {
    int fd;
    try {
      fd = open(Posix.AT_FDCWD, root.toString(), 0);
    } catch (Posix.NativeFailure failure) {
      throw failure.at(root);
    }
    Path soFar = root;
    for (String name : names) {
      int parent = fd;
      try {
        soFar = child(soFar, name);
        fd = openEitherForm(parent, name);
      } catch (Posix.NativeFailure failure) {
        if (failure.errno == Errno.ENOTDIR
            && Files.isSymbolicLink(OPEN_FILES.resolve(Integer.toString(parent)).resolve(name))) {
          throw new LinkInPathException(soFar.toString());
        }
        throw failure.at(soFar);
      } finally {
        closeQuietly(parent);
      }
    }
    return new Held(fd, OPEN_FILES.resolve(Integer.toString(fd)));
  }

  private static int openEitherForm(int parent, String name)
      throws Posix.NativeFailure, IOException {
    try {
      return open(parent, name, O_NOFOLLOW);
    } catch (Posix.NativeFailure failure) {
      if (failure.errno != Errno.ENOENT) {
        throw failure;
      }
      return open(parent, otherForm(parent, name).orElseThrow(() -> failure), O_NOFOLLOW);
    }
  }

  private static Optional<String> otherForm(int directory, String name) throws IOException {
    Path open = OPEN_FILES.resolve(Integer.toString(directory));
    Optional<String> twin = UnicodeTwins.onDisk(open, name);
    String decomposed = UnicodeTwins.decomposed(name);
    return twin.isPresent() || decomposed.equals(name) ? twin : Optional.of(decomposed);
  }

  private static int open(int parent, String name, int more) throws Posix.NativeFailure {
    return Posix.call(
        (arena, state) ->
            (int)
                Posix.OPENAT
                    .get()
                    .invokeExact(
                        state,
                        parent,
                        Posix.name(arena, name),
                        O_PATH | O_DIRECTORY | O_CLOEXEC | more));
  }

  /**
   * The whole way by one openat2(2), Linux 5.6, which refuses every link on it, in the root's own
   * path too. It only ever says yes where the way step by step would: what it says no to is gone
   * step by step, and that tells why.
   */
  private static final class OneStep {
    private static final long NO_LINKS = 4;
    private static final int UNSAYABLE = Integer.MIN_VALUE;
    private static volatile boolean known = LinuxFiles.USABLE && Posix.SYSCALL.isPresent();

    static int open(Path root, List<String> names) {
      if (!known) {
        return UNSAYABLE;
      }
      Path path;
      try {
        path = root.resolve(String.join("/", names));
      } catch (InvalidPathException unsayable) {
        return UNSAYABLE;
      }
      int fd = LinuxFiles.hold(path, O_PATH | O_DIRECTORY | O_CLOEXEC, NO_LINKS).orElse(UNSAYABLE);
      if (fd == -Errno.ENOSYS || fd == -Errno.EPERM) {
        // Containers may forbid what they do not know.
        known = false;
      }
      return fd;
    }
  }

  private static void closeQuietly(int fd) {
    if (LinuxFiles.USABLE) {
      LinuxFiles.close(fd);
      return;
    }
    try {
      Posix.call((arena, state) -> (int) Posix.CLOSE.get().invokeExact(state, fd));
    } catch (Posix.NativeFailure cannotBe) {
      throw new IllegalStateException("close of " + fd, cannotBe);
    }
  }

  private static Dir look(Path root, List<String> names) throws IOException {
    Path path = root;
    check(path, false);
    for (String name : names) {
      path = eitherForm(path, name);
      // RACE: a link put here after this line is followed. Only systems without handles.
      check(path, true);
    }
    return new Looked(path);
  }

  private static void check(Path path, boolean refuseLink) throws IOException {
    LinkOption[] options =
        refuseLink ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
    var attributes = Files.readAttributes(path, BasicFileAttributes.class, options);
    if (attributes.isSymbolicLink() || (attributes.isOther() && attributes.isDirectory())) {
      throw new LinkInPathException(path.toString());
    }
    if (!attributes.isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
  }

  /**
   * A name as all devices know it, or in the decomposed form if only that one is there, or that of
   * the twin that it stands for.
   */
  static Path eitherForm(Path directory, String name) throws IOException {
    Path path = child(directory, name);
    String decomposed = UnicodeTwins.decomposed(name);
    if (decomposed.equals(name) || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return path;
    }
    Path other = child(directory, decomposed);
    if (Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
      return other;
    }
    return UnicodeTwins.onDisk(directory, name).map(directory::resolve).orElse(path);
  }

  private static Path child(Path directory, String name) throws IOException {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException impossible) {
      throw new FileSystemException(name, null, SystemTexts.BAD_NAME);
    }
  }
}
