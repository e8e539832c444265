package app.bothways.tests.harness;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory tree as a map from path to everything that has to be the same on all devices: kind,
 * content, link target, executable bit, time of files. What is in {@code .bothways} is not the
 * user's and is left out.
 */
public record Tree(SortedMap<String, String> items, long bytes) {
  public static Tree of(Path root) throws IOException {
    var visitor = new Visitor(root);
    Files.walkFileTree(root, visitor);
    return new Tree(visitor.items, visitor.bytes);
  }

  /** Only the content's hash of a file. */
  public static String content(Path file) throws IOException {
    return hash(Files.readAllBytes(file));
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final SortedMap<String, String> items = new TreeMap<>();
    private long bytes;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(root.resolve(".bothways"))) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (!directory.equals(root)) {
        items.put(name(directory), "directory");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        items.put(name(file), "link to " + Files.readSymbolicLink(file));
      } else {
        bytes += attributes.size();
        items.put(
            name(file),
            "file of %d bytes, %s, %s, modified %d"
                .formatted(
                    attributes.size(),
                    content(file),
                    executable(file) ? "executable" : "plain",
                    attributes.lastModifiedTime().toMillis() / 1000));
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean executable(Path file) throws IOException {
      return Files.getFileStore(file).supportsFileAttributeView("posix")
          && Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
              .contains(java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE);
    }

    private String name(Path path) {
      return root.relativize(path).toString();
    }
  }
}
