package app.bothways.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a directory holds, read byte by byte: the SHA-256 of each file, and its directories. */
record TreeHash(SortedMap<String, String> items, long files, long bytes) {
  private static final String OURS = ".bothways";

  static TreeHash of(Path root) throws IOException {
    var items = new TreeMap<String, String>();
    var totals = new long[2];
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (directory.getFileName().toString().equals(OURS)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            items.put(root.relativize(directory) + "/", "directory");
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            items.put(root.relativize(file).toString(), hash(file));
            totals[0]++;
            totals[1] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return new TreeHash(items, totals[0], totals[1]);
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      var some = new byte[1 << 16];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        hash.update(some, 0, n);
      }
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The first path on which the two differ; empty when they are the same, byte for byte. */
  Optional<String> difference(TreeHash other) {
    var all = new TreeMap<String, String>(items);
    all.putAll(other.items);
    return all.keySet().stream()
        .filter(path -> !Optional.ofNullable(items.get(path)).equals(other.at(path)))
        .findFirst();
  }

  private Optional<String> at(String path) {
    return Optional.ofNullable(items.get(path));
  }
}
