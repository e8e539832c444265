package app.bothways.app.control;

import app.bothways.app.home.AppDirs;
import app.bothways.app.home.AtomicFile;
import app.bothways.app.home.Home;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a home's control socket is. Systems limit a socket's path to about a hundred bytes; for a
 * home deeper than that the socket lies in a fresh directory of its own, for its owner alone, and
 * the home holds the way there.
 */
final class SocketPlace {
  private SocketPlace() {}

  /**
   * Binds the socket; the caller holds the home's lock, so whatever lies there is of a dead
   * process.
   */
  static ServerSocketChannel bind(Home home) throws IOException {
    release(home);
    Path path = home.socket();
    if (length(path) > limit()) {
      path = Files.createTempDirectory(shortDirectory(), "bothways-").resolve("s");
      AtomicFile.write(home.socketPointer(), path.toString().getBytes(StandardCharsets.UTF_8));
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Connects; empty when nobody listens. */
  static Optional<SocketChannel> connect(Home home) {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(current(home)));
        return Optional.of(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        return Optional.empty();
      }
    } catch (IOException noSuchFamily) {
      return Optional.empty();
    }
  }

  /** Takes away what a server of this home left; for the holder of the lock. */
  static void release(Home home) throws IOException {
    Files.deleteIfExists(home.socket());
    if (Files.exists(home.socketPointer())) {
      Path elsewhere = current(home);
      // Only what bind() made is ever deleted, whatever the pointer says.
      if (elsewhere.getParent() != null
          && elsewhere.getParent().getFileName().toString().startsWith("bothways-")
          && elsewhere.getFileName().toString().equals("s")) {
        Files.deleteIfExists(elsewhere);
        Files.deleteIfExists(elsewhere.getParent());
      }
      Files.delete(home.socketPointer());
    }
  }

  private static Path current(Home home) throws IOException {
    if (!Files.exists(home.socketPointer())) {
      return home.socket();
    }
    return Path.of(Files.readString(home.socketPointer()).strip());
  }

  private static Path shortDirectory() {
    return Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
        .map(Path::of)
        .filter(Files::isDirectory)
        .filter(Files::isWritable)
        .filter(directory -> length(directory) < 60)
        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
  }

  private static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** {@code sun_path} without its NUL: unix(7), and 104 on the BSDs. */
  private static int limit() {
    return AppDirs.Os.current() == AppDirs.Os.MAC ? 103 : 107;
  }
}
