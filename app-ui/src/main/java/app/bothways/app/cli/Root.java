package app.bothways.app.cli;

import app.bothways.app.AppVersion;
import app.bothways.app.control.ControlClient;
import app.bothways.app.control.ControlClient.Blame;
import app.bothways.app.control.ControlClient.CallException;
import app.bothways.app.home.AppDirs;
import app.bothways.app.home.Home;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code bothways} itself: the global options, and the window when no command is named. */
@Command(
    name = "bothways",
    description = "Keeps folders the same on all your devices, straight from device to device.",
    footer = {"", "Without a command it opens the window."},
    versionProvider = Root.Version.class,
    subcommands = {
      DaemonCommand.class,
      StatusCommand.class,
      PairCommand.class,
      JoinCommand.class,
      DevicesCommand.class,
      FolderCommand.class,
      LimitsCommand.class,
      NetworkCommand.class,
      RelayCommand.class,
      DemoCommand.class,
      DoctorCommand.class
    })
final class Root implements Callable<Integer> {
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"bothways " + AppVersion.CURRENT};
    }
  }

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Keeps everything of this device in DIR (also: BOTHWAYS_HOME).")
  private Path home;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Prints JSON Lines; text for people goes to the error stream.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  private boolean version;

  private final Io io;
  private final Screen screen;

  Root(Io io, Screen screen) {
    this.io = io;
    this.screen = screen;
  }

  @Override
  public Integer call() throws Exception {
    return new WindowStart(this).run();
  }

  Io io() {
    return io;
  }

  Screen screen() {
    return screen;
  }

  boolean json() {
    return json;
  }

  Home home() {
    return new Home(AppDirs.home(Optional.ofNullable(home), io.env()));
  }

  /** A line for people: on the output, or beside it when that belongs to a script. */
  void say(String line) {
    (json ? io.err() : io.out()).println(line);
  }

  /** A line for scripts; nothing unless one was asked for. */
  void print(JsonNode line) {
    if (json) {
      io.out().println(line);
      io.out().flush();
    }
  }

  /** A line for scripts that is printed for people too, because the contract says so. */
  void printAlways(JsonNode line) {
    io.out().println(line);
    io.out().flush();
  }

  /** Every row of an array as a line. */
  void printRows(JsonNode rows) {
    rows.forEach(this::print);
  }

  ControlClient connect() throws CliException {
    Home home = home();
    return ControlClient.connect(home)
        .orElseThrow(
            () ->
                new CliException(
                    Exit.NOT_RUNNING,
                    "no Bothways is running for " + home + "; start it with: bothways daemon"));
  }

  /** Asks the node of this home once. */
  JsonNode ask(String method, ObjectNode params) throws CliException {
    try (ControlClient client = connect()) {
      return ask(client, method, params, _ -> {});
    }
  }

  static JsonNode ask(
      ControlClient client, String method, ObjectNode params, Consumer<ObjectNode> events)
      throws CliException {
    try {
      return client.call(method, params, events);
    } catch (CallException e) {
      throw new CliException(
          e.blame() == Blame.REQUEST ? Exit.USAGE : Exit.FAILED, e.getMessage(), e);
    }
  }

  static ObjectNode params() {
    return ControlClient.params();
  }
}
