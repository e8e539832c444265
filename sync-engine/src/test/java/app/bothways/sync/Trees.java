package app.bothways.sync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory as text, for comparison. */
final class Trees {
  private Trees() {}

  /** Every path below {@code root} with kind, execute bit and content. */
  static SortedMap<String, String> of(Path root) throws IOException {
    var out = new TreeMap<String, String>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        String name = root.relativize(path).toString();
        if (!name.isEmpty() && !name.equals(".bothways") && !name.startsWith(".bothways/")) {
          out.put(name, what(path));
        }
      }
    }
    return out;
  }

  private static String what(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return "dir";
    }
    return (Files.isExecutable(path) ? "x " : "- ")
        + Files.getLastModifiedTime(path).toMillis()
        + " "
        + new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
