package app.bothways.sync.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tiny trees as text: {@code a/} is a directory, {@code b=1} a file holding "1", {@code b*=1} an
 * executable one, {@code c->x} a link. Parents are made; files get a time long ago, so that their
 * stamps can be trusted.
 */
final class Trees {
  static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02.123456789Z");

  private Trees() {}

  static void make(Path root, String text) throws IOException {
    for (String item : text.split(" ")) {
      if (item.endsWith("/")) {
        Files.createDirectories(root.resolve(item));
      } else if (item.contains("->")) {
        String[] parts = item.split("->");
        Files.createSymbolicLink(parent(root.resolve(parts[0])), Path.of(parts[1]));
      } else {
        String[] parts = item.split("=", 2);
        boolean executable = parts[0].endsWith("*");
        Path file = root.resolve(parts[0].replace("*", ""));
        write(parent(file), parts[1]);
        if (executable) {
          var permissions = Files.getPosixFilePermissions(file);
          permissions.add(PosixFilePermission.OWNER_EXECUTE);
          Files.setPosixFilePermissions(file, permissions);
        }
      }
    }
  }

  private static Path parent(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    return path;
  }

  static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
  }

  /** The tree below {@code root} in the same words, in order of path, without our own directory. */
  static String read(Path root) throws IOException {
    List<String> items = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.comparing(Path::toString)).toList()) {
        Path relative = root.relativize(path);
        if (!path.equals(root) && !relative.startsWith(".bothways")) {
          items.add(word(relative, path));
        }
      }
    }
    return String.join(" ", items);
  }

  private static String word(Path relative, Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return relative + "->" + Files.readSymbolicLink(path);
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return relative + "/";
    }
    return relative + (Files.isExecutable(path) ? "*=" : "=") + Files.readString(path);
  }
}
