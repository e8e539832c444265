package app.bothways.tests.harness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sockets of another process, as Linux shows them to whoever asks. */
public final class Sockets {
  private static final int INODE = 9;

  private Sockets() {}

  /** Only Linux lists the sockets of another process without a tool. */
  public static boolean visible() {
    return Files.isReadable(Path.of("/proc/self/net/udp"));
  }

  /** The rows of {@code /proc/PID/net/udp} and {@code udp6} that are file descriptors of it. */
  public static List<String> udp(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> own = inodes(process.resolve("fd"));
    var found = new ArrayList<String>();
    for (String table : List.of("udp", "udp6", "udplite", "udplite6")) {
      Path file = process.resolve("net").resolve(table);
      if (Files.exists(file)) {
        Files.readAllLines(file).stream()
            .skip(1)
            .map(String::strip)
            .filter(row -> own.contains(row.split("\\s+")[INODE]))
            .forEach(row -> found.add(table + " " + row));
      }
    }
    return found;
  }

  private static Set<String> inodes(Path descriptors) throws IOException {
    var inodes = new HashSet<String>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path one : all) {
        try {
          String target = Files.readSymbolicLink(one).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring(8, target.length() - 1));
          }
        } catch (IOException closed) {
          // It was open while the directory was read, and is no longer.
        }
      }
    }
    return inodes;
  }
}
