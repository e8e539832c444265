package app.bothways.sync.fs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file system as the engine uses it. No call follows a link in the last name; what the last names
 * are below comes from {@link #enter}. All failures are {@link java.nio.file.FileSystemException}s
 * where the system says why. Any thread may call.
 */
public interface Fs {
  /**
   * Goes from {@code root} down {@code names}, never through a link.
   *
   * @throws LinkInPathException when one of them is a link
   * @throws java.nio.file.NotDirectoryException when one of them is something else
   * @throws java.nio.file.NoSuchFileException when one of them is not there
   */
  Dir enter(Path root, List<String> names) throws IOException;

  Meta lstat(Path path) throws IOException;

  /**
   * When the file came into being, in nanoseconds since 1970; 0 where the system does not know. A
   * rename leaves it; a file that got the identity of a deleted one has another.
   */
  long bornNanos(Path path) throws IOException;

  /** The names in a directory, in no order, as last elements of paths. */
  List<Path> names(Path directory) throws IOException;

  String readLink(Path link) throws IOException;

  InputStream openRead(Path file) throws IOException;

  /**
   * The whole content of a file of {@code size} bytes, where that is quicker than a stream. Empty
   * where it is not, where the file is too large for that, and where it has another size.
   */
  default Optional<byte[]> readSmall(Path file, long size) throws IOException {
    return Optional.empty();
  }

  /**
   * Makes a file with this content, which is not brought to the disk yet. When it fails, a part of
   * it may be there.
   */
  default void writeNew(Path file, byte[] content) throws IOException {
    try (FileChannel channel = create(file)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** A new file to write and to read again; it must not exist. */
  FileChannel create(Path file) throws IOException;

  /** A file of our own that exists, to write and to read. */
  FileChannel reopen(Path file) throws IOException;

  /** Brings content and metadata of a file to the disk itself. */
  void force(FileChannel channel) throws IOException;

  /**
   * Brings all that was written to the file system of {@code directory} to the disk, by whomever.
   *
   * @return false when this system cannot; nothing was done then
   */
  boolean forceAll(Path directory) throws IOException;

  /** Brings the names of a directory to the disk itself, where the system knows how. */
  void forceDir(Path directory) throws IOException;

  void makeDir(Path directory) throws IOException;

  void makeLink(Path link, String target) throws IOException;

  /** Sets the modification time and, unless {@link Meta#NO_MODE}, the permission bits. */
  void setMeta(Path file, long mtimeNanos, int mode) throws IOException;

  /**
   * Renames, at one stroke, only if nothing stands at {@code to}.
   *
   * @throws java.nio.file.FileAlreadyExistsException when something does; nothing was changed
   */
  void publish(Path from, Path to) throws IOException;

  /**
   * Renames, at one stroke, whatever stands at {@code target} by then, to {@code slot}: a name of
   * ours that is free.
   */
  void takeOut(Path target, Path slot) throws IOException;

  /**
   * Whether {@link #publish} is one call of the system. Where it is not, it may take away what
   * somebody has put at {@code from} meanwhile, which is no matter for names of ours.
   */
  boolean movesByOneCall() throws IOException;

  /**
   * A second name for a file, and for a link another one like it.
   *
   * @throws java.nio.file.FileAlreadyExistsException when something stands there; nothing was
   *     changed
   */
  void secondName(Path from, Path to) throws IOException;

  /**
   * Puts {@code staged} in the place of {@code target}; what was there is at {@code slot}
   * afterwards. Where the file system cannot exchange names nothing is at {@code target} for a
   * moment. When it fails nothing was changed, unless the disk went away in between.
   *
   * @throws java.nio.file.NoSuchFileException when there is no target
   * @throws java.nio.file.FileAlreadyExistsException when somebody put something at {@code target}
   *     in that moment, which stays; what was there is at {@code slot}
   */
  void swap(Path target, Path staged, Path slot) throws IOException;

  /** Takes away a file or link of our own. */
  void delete(Path path) throws IOException;

  /**
   * Takes a directory away only if it is one and empty, at one stroke.
   *
   * @throws java.nio.file.DirectoryNotEmptyException when it is not empty
   * @throws java.nio.file.NotDirectoryException when it is not a directory
   */
  void deleteDir(Path directory) throws IOException;

  /** Free bytes on the volume. */
  long freeBytes(Path path) throws IOException;

  /** Size of the volume in bytes. */
  long totalBytes(Path path) throws IOException;

  /** What tells this volume from another that may be mounted at the same path. */
  String volume(Path path) throws IOException;
}
