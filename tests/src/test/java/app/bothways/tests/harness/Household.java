package app.bothways.tests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The processes and directories of one test. Closing it kills every process that it started and
 * deletes its directory, in whatever state the test left them. A test that is ended by a signal
 * kills them, too, and leaves the directory.
 */
public final class Household implements AutoCloseable {
  private final Path directory;
  private final List<Running> started = new ArrayList<>();
  private boolean ended;
  private final Thread atTheEnd = new Thread(this::end, "household-end");

  private Household(Path directory) {
    this.directory = directory;
  }

  public static Household open() throws IOException {
    // Short: a Unix-domain socket's path has room for some hundred bytes.
    var household = new Household(Files.createTempDirectory("bw").toRealPath());
    Runtime.getRuntime().addShutdownHook(household.atTheEnd);
    return household;
  }

  public Path directory() {
    return directory;
  }

  /** A device of this household; {@code options} go to its daemon. */
  public Home device(String name, String... options) {
    return device(Command.here(), name, options);
  }

  public Home device(Command command, String name, String... options) {
    return new Home(this, command, name, List.of(options));
  }

  /** A development relay on a free port of the loopback interface. */
  public Relay relay() {
    return relay(Command.here(), "127.0.0.1:0");
  }

  public Relay relay(Command command, String bind, String... options) {
    var arguments = new ArrayList<>(List.of("relay", "--dev", "--json", "--bind", bind));
    arguments.addAll(Arrays.asList(options));
    Running process = start(command, arguments);
    JsonNode ready = process.event("ready", Duration.ofSeconds(60));
    return new Relay(process, ready.path("url").asText());
  }

  /** A relay process and the URL that it printed. */
  public record Relay(Running process, String url) {
    public int port() {
      return java.net.URI.create(url).getPort();
    }
  }

  /** Starts a process that ends with this household at the latest. */
  public Running start(Command command, List<String> arguments) {
    synchronized (started) {
      if (ended) {
        throw new IllegalStateException("this program is being ended");
      }
      Running process = Running.start(command, arguments);
      started.add(process);
      return process;
    }
  }

  /** Runs a command to its end. */
  public Answer run(Command command, Duration timeout, List<String> arguments) {
    return start(command, arguments).await(timeout);
  }

  /** Kills what still runs; directories stay. */
  public void killAll() {
    synchronized (started) {
      started.forEach(Running::close);
    }
  }

  /** RACE: who tests goes on meanwhile, and may be about to start another one. */
  private void end() {
    synchronized (started) {
      ended = true;
      killAll();
    }
  }

  @Override
  public void close() throws IOException {
    killAll();
    try {
      Runtime.getRuntime().removeShutdownHook(atTheEnd);
    } catch (IllegalStateException ending) {
      // It has run, or does.
    }
    Disposal.delete(directory);
  }
}
