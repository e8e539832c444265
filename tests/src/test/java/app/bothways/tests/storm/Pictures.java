package app.bothways.tests.storm;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A device's tree: what each path is, in words that must be the same on all devices, and the bytes.
 */
record Pictures(SortedMap<String, String> things, Map<String, byte[]> contents) {
  static final String EXECUTABLE = ", executable";

  /**
   * @param own which names in the root are not a person's
   */
  static Pictures of(Path root, Predicate<String> own) throws IOException {
    var picture = new Pictures(new TreeMap<>(), new TreeMap<>());
    Files.walkFileTree(root, picture.visitor(root, own));
    return picture;
  }

  private SimpleFileVisitor<Path> visitor(Path root, Predicate<String> own) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        if (directory.equals(root)) {
          return FileVisitResult.CONTINUE;
        }
        if (root.equals(directory.getParent()) && own.test(directory.getFileName().toString())) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        things.put(root.relativize(directory).toString(), "directory");
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        String path = root.relativize(file).toString();
        try {
          look(file, path, attributes);
        } catch (NoSuchFileException justGone) {
          things.remove(path);
        }
        return FileVisitResult.CONTINUE;
      }

      private void look(Path file, String path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
          things.put(path, "link to " + Files.readSymbolicLink(file));
        } else {
          byte[] bytes = Files.readAllBytes(file);
          contents.put(path, bytes);
          boolean executable =
              Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
          things.put(
              path,
              "%s, %d bytes%s, of %d"
                  .formatted(
                      Content.id(bytes),
                      bytes.length,
                      executable ? EXECUTABLE : "",
                      attributes.lastModifiedTime().toMillis() / 1000));
        }
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
          return FileVisitResult.CONTINUE;
        }
        throw failure;
      }
    };
  }

  /** As a disk tells it that knows no links, no executable files and no exact times. */
  Pictures poor() {
    var kept = new TreeMap<>(things);
    kept.values().removeIf(thing -> thing.startsWith("link to "));
    kept.replaceAll(
        (path, thing) -> contents.containsKey(path) ? Content.id(contents.get(path)) : thing);
    return new Pictures(kept, contents);
  }

  Map<String, String> ids() {
    var ids = new TreeMap<String, String>();
    contents.forEach((path, bytes) -> ids.put(path, Content.id(bytes)));
    return ids;
  }
}
