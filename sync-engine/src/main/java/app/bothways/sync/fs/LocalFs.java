package app.bothways.sync.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The file system of this machine. How names are exchanged is found out per folder. */
public final class LocalFs implements Fs {
  private static final boolean UNIX = !System.getProperty("os.name").startsWith("Windows");
  private static final String UNIX_ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino,mode,nlink";

  private final Path scratch;
  private volatile Optional<AtomicSwap> swap;

  private LocalFs(Path scratch, Optional<AtomicSwap> swap) {
    this.scratch = scratch;
    this.swap = swap;
  }

  /**
   * At the first exchange it tries, in {@code scratch}, a directory of our own, what its file
   * system can do.
   */
  public static LocalFs probing(Path scratch) {
    return new LocalFs(scratch, Optional.empty());
  }

  /** For file systems that only give a file two names. */
  public static LocalFs linking(Path scratch) {
    return by(scratch, new LinkSwap());
  }

  /** For file systems that can do nothing of this. */
  public static LocalFs plain(Path scratch) {
    return by(scratch, new PlainSwap());
  }

  static LocalFs by(Path scratch, AtomicSwap swap) {
    return new LocalFs(scratch, Optional.of(swap));
  }

  private AtomicSwap swap() throws IOException {
    var known = swap;
    if (known.isEmpty()) {
      known = Optional.of(Swaps.probe(scratch));
      swap = known;
    }
    return known.get();
  }

  @Override
  public Dir enter(Path root, List<String> names) throws IOException {
    return Pins.enter(root, names);
  }

  @Override
  public Meta lstat(Path path) throws IOException {
    Optional<Meta> quick = LinuxFiles.USABLE ? LinuxFiles.look(path) : Optional.empty();
    if (quick.isPresent()) {
      return quick.get();
    }
    return UNIX ? unix(path) : basic(path);
  }

  @Override
  public long bornNanos(Path path) throws IOException {
    Optional<Long> quick = LinuxFiles.USABLE ? LinuxFiles.born(path) : Optional.empty();
    if (quick.isPresent()) {
      return quick.get();
    }
    var all = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    // Where the system does not tell, Java says that it was the last change.
    return all.creationTime().equals(all.lastModifiedTime()) ? 0 : nanos(all.creationTime());
  }

  private static Meta unix(Path path) throws IOException {
    Map<String, Object> all =
        Files.readAttributes(path, UNIX_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) all.get("mode");
    return new Meta(
        Meta.Kind.ofMode(mode),
        (Long) all.get("size"),
        nanos((FileTime) all.get("lastModifiedTime")),
        nanos((FileTime) all.get("ctime")),
        (Long) all.get("ino"),
        mode & 07777,
        (Integer) all.get("nlink"));
  }

  private static Meta basic(Path path) throws IOException {
    var all = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Meta.Kind kind;
    if (all.isSymbolicLink()) {
      kind = Meta.Kind.LINK;
    } else if (all.isOther()) {
      kind = Meta.Kind.OTHER;
    } else {
      kind = all.isDirectory() ? Meta.Kind.DIR : Meta.Kind.FILE;
    }
    return new Meta(kind, all.size(), nanos(all.lastModifiedTime()), 0, 0, Meta.NO_MODE, 1);
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  @Override
  public List<Path> names(Path directory) throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        names.add(path.getFileName());
      }
    } catch (java.nio.file.DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    return names;
  }

  @Override
  public String readLink(Path link) throws IOException {
    return Files.readSymbolicLink(link).toString();
  }

  @Override
  public InputStream openRead(Path file) throws IOException {
    return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<byte[]> readSmall(Path file, long size) throws IOException {
    return LinuxFiles.USABLE && size <= LinuxFiles.MOST_BYTES
        ? LinuxFiles.read(file, (int) size)
        : Optional.empty();
  }

  @Override
  public void writeNew(Path file, byte[] content) throws IOException {
    if (!LinuxFiles.USABLE || !LinuxFiles.write(file, content)) {
      Fs.super.writeNew(file, content);
    }
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  @Override
  public FileChannel reopen(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean forceAll(Path directory) throws IOException {
    return WholeSync.sync(directory);
  }

  @Override
  public void force(FileChannel channel) throws IOException {
    channel.force(true);
  }

  @Override
  public void forceDir(Path directory) throws IOException {
    if (UNIX) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void makeDir(Path directory) throws IOException {
    Files.createDirectory(directory);
  }

  @Override
  public void makeLink(Path link, String target) throws IOException {
    if (!Swaps.makeLink(link, target)) {
      Files.createSymbolicLink(link, link.getFileSystem().getPath(target));
    }
  }

  @Override
  public void setMeta(Path file, long mtimeNanos, int mode) throws IOException {
    if (UNIX && mode != Meta.NO_MODE) {
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(permissions(mode));
    }
    if (LinuxFiles.USABLE && LinuxFiles.setTime(file, mtimeNanos)) {
      return;
    }
    Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(mtimeNanos, TimeUnit.NANOSECONDS), null, null);
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    // The constants are declared from the owner's read bit, 0400, down to others' execute, 0001.
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((mode & (0400 >> permission.ordinal())) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }

  @Override
  public void publish(Path from, Path to) throws IOException {
    swap().publish(from, to);
  }

  @Override
  public void takeOut(Path target, Path slot) throws IOException {
    swap().takeOut(target, slot);
  }

  @Override
  public boolean movesByOneCall() throws IOException {
    return swap().movesByOneCall();
  }

  @Override
  public void secondName(Path from, Path to) throws IOException {
    LinkSwap.secondName(from, to);
  }

  @Override
  public void swap(Path target, Path staged, Path slot) throws IOException {
    swap().swap(target, staged, slot);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public void deleteDir(Path directory) throws IOException {
    if (Swaps.removeEmptyDirectory(directory)) {
      return;
    }
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(directory.toString());
    }
    if (!names(directory).isEmpty()) {
      throw new DirectoryNotEmptyException(directory.toString());
    }
    // WINDOWS: the system refuses to remove a directory with anything in it.
    // RACE: a file put in the directory's place after the look above would be taken away.
    Files.delete(directory);
  }

  @Override
  public long freeBytes(Path path) throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  @Override
  public long totalBytes(Path path) throws IOException {
    return Files.getFileStore(path).getTotalSpace();
  }

  @Override
  public String volume(Path path) throws IOException {
    if (UNIX) {
      return "dev-" + Files.getAttribute(path, "unix:dev");
    }
    return "vsn-" + Files.getFileStore(path).getAttribute("volume:vsn");
  }
}
