package app.bothways.net.relay.server.config;

import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.watch.FileWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps a running relay to its configuration file: within about a second of a change the file is
 * read again. A file with a fault changes nothing, and says so once.
 */
public final class RelayWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(400);

  /** Reads the configuration, options of the command line applied. */
  @FunctionalInterface
  public interface Source {
    RelayServerConfig read() throws RelayFileException;
  }

  private final RelayServer server;
  private final Source source;
  private final Consumer<String> report;
  private final FileWatch watch;

  private RelayWatch(Path file, RelayServer server, Source source, Consumer<String> report) {
    this.server = server;
    this.source = source;
    this.report = report;
    this.watch = FileWatch.start(() -> List.of(file), LOOK_EVERY, this::reread);
  }

  /**
   * @param report gets one line for each time that the file was read, on the watch's thread
   */
  public static RelayWatch start(
      Path file, RelayServer server, Source source, Consumer<String> report) {
    return new RelayWatch(file, server, source, report);
  }

  private void reread() {
    try {
      List<String> later = server.reconfigure(source.read());
      report.accept(
          later.isEmpty()
              ? "The configuration has been read again and is in force."
              : "The configuration has been read again; only a restart changes "
                  + String.join(" and ", later)
                  + ".");
    } catch (RelayFileException | IOException fault) {
      report.accept("The configuration in force stays: " + fault.getMessage());
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
