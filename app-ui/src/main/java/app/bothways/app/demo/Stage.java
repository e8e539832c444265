package app.bothways.app.demo;

import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** What the demo is played on: a temporary directory and everything that was opened in it. */
final class Stage implements AutoCloseable {
  private final Path directory;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  Stage() throws IOException {
    this.directory = Files.createTempDirectory("bothways-demo-");
  }

  RelayServer relay() throws IOException {
    return keep(RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0)));
  }

  DemoNode node(String directoryName, String name, RelayServer relay) throws Exception {
    Path own = Files.createDirectory(directory.resolve(directoryName));
    return keep(DemoNode.start(own, name, relay.url(), loopback()));
  }

  private static String loopback() throws IOException {
    return NetworkInterface.networkInterfaces()
        .filter(Stage::isLoopback)
        .map(NetworkInterface::getName)
        .findFirst()
        .orElseThrow(() -> new IOException("this machine has no loopback interface"));
  }

  private static boolean isLoopback(NetworkInterface each) {
    try {
      return each.isLoopback() && each.isUp();
    } catch (java.net.SocketException unknown) {
      return false;
    }
  }

  private synchronized <T extends AutoCloseable> T keep(T part) throws IOException {
    if (closed.get()) {
      // RACE: Ctrl-C came while the part was being opened.
      Quiet.close(part);
      throw new IOException("the demo was stopped");
    }
    open.push(part);
    return part;
  }

  /** Closes the last opened first and deletes the directory; a second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      synchronized (this) {
        open.forEach(Quiet::close);
      }
      delete();
    }
  }

  private void delete() {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(Stage::deleteOne);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("bothways: " + directory + " could not be deleted: " + e.getMessage());
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closing where a failure has no one to be told to. */
  private static final class Quiet {
    private Quiet() {}

    static void close(AutoCloseable part) {
      try {
        part.close();
      } catch (Exception e) {
        org.slf4j.LoggerFactory.getLogger(Stage.class).warn("Closing failed: {}", e.toString());
      }
    }
  }
}
