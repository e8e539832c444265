package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "folder",
    description = "Adds, shares and looks after folders.",
    subcommands = {
      FolderCommand.Add.class,
      FolderCommand.Share.class,
      FolderCommand.Offers.class,
      FolderCommand.Accept.class,
      FolderCommand.Decline.class,
      FolderCommand.ListAll.class,
      FolderStatusCommand.class,
      FolderActions.Scan.class,
      FolderActions.Confirm.class,
      FolderActions.Pause.class,
      FolderActions.Resume.class,
      FolderActions.Remove.class,
      FolderCareCommands.Mode.class,
      FolderCareCommands.Overrule.class,
      FolderCareCommands.Revert.class,
      FolderCareCommands.Differences.class,
      FolderCareCommands.Conflicts.class,
      FolderCareCommands.Resolve.class,
      FolderCareCommands.Versions.class,
      FolderCareCommands.Restore.class,
      FolderCareCommands.Keep.class,
      FolderCareCommands.Ignore.class,
      FolderCareCommands.Explain.class
    })
final class FolderCommand implements Callable<Integer> {
  static final String FOLDER = "Id, unique beginning of an id, name or path.";
  private static final Set<String> MODES = Set.of("two-way", "send-only", "receive-only");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "name what to do: " + String.join(", ", spec.subcommands().keySet()));
  }

  static void mode(Optional<String> mode, ObjectNode params) throws CliException {
    if (mode.isPresent()) {
      if (!MODES.contains(mode.get())) {
        throw CliException.usage(
            "'" + mode.get() + "' is not a mode; use two-way, send-only or receive-only");
      }
      params.put("mode", mode.get());
    }
  }

  @Command(name = "add", description = "Makes a directory a folder that can be shared.")
  static final class Add implements Callable<Integer> {
    private final Root root;

    @Parameters(paramLabel = "PATH", description = "An existing directory.")
    private Path path;

    @Option(names = "--name", paramLabel = "N", description = "Its name; the directory's if none.")
    private Optional<String> name;

    Add(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      ObjectNode params = Root.params().put("path", path.toAbsolutePath().normalize().toString());
      name.ifPresent(given -> params.put("name", given));
      root.printAlways(root.ask("folder.add", params));
      return Exit.DONE;
    }
  }

  @Command(name = "share", description = "Offers a folder to a device.")
  static final class Share implements Callable<Integer> {
    private final Root root;

    @Parameters(index = "0", paramLabel = "FOLDER", description = FOLDER)
    private String folder;

    @Parameters(index = "1", paramLabel = "DEVICE", description = "Id or name of the device.")
    private String device;

    @Option(
        names = "--mode",
        paramLabel = "two-way|send-only|receive-only",
        description = "What the other device may do; two-way if none.")
    private Optional<String> mode;

    Share(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      ObjectNode params = Root.params().put("folder", folder).put("device", device);
      mode(mode, params);
      root.ask("folder.share", params);
      root.say("Offered. It starts when the other device accepts.");
      return Exit.DONE;
    }
  }

  @Command(name = "offers", description = "Lists folders that other devices want to share.")
  static final class Offers implements Callable<Integer> {
    private final Root root;

    Offers(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      JsonNode offers = root.ask("folder.offers", Root.params());
      root.printRows(offers);
      if (!root.json()) {
        people(offers);
      }
      return Exit.DONE;
    }

    private void people(JsonNode offers) {
      if (offers.isEmpty()) {
        root.say("No device offers a folder.");
        return;
      }
      var table = new Table().row("OFFER", "FOLDER", "FROM", "FILES", "SIZE");
      for (JsonNode offer : offers) {
        table.row(
            offer.path("offer").asText(),
            offer.path("name").asText(),
            Words.shortId(offer.path("from").asText()),
            String.format(Locale.ROOT, "%,d", offer.path("files").asLong()),
            Words.bytes(offer.path("bytes").asLong()));
      }
      table.lines().forEach(root::say);
    }
  }

  @Command(name = "accept", description = "Takes an offered folder into a directory.")
  static final class Accept implements Callable<Integer> {
    private final Root root;

    @Parameters(index = "0", paramLabel = "OFFER", description = "As listed by: folder offers.")
    private String offer;

    @Parameters(index = "1", paramLabel = "PATH", description = "Where it shall be kept.")
    private Path path;

    @Option(
        names = "--mode",
        paramLabel = "two-way|send-only|receive-only",
        description = "What this device does; as offered if none.")
    private Optional<String> mode;

    Accept(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      ObjectNode params =
          Root.params()
              .put("offer", offer)
              .put("path", path.toAbsolutePath().normalize().toString());
      mode(mode, params);
      root.printAlways(root.ask("folder.accept", params));
      return Exit.DONE;
    }
  }

  @Command(name = "decline", description = "Turns an offered folder down.")
  static final class Decline implements Callable<Integer> {
    private final Root root;

    @Parameters(paramLabel = "OFFER", description = "As listed by: folder offers.")
    private String offer;

    Decline(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      root.ask("folder.decline", Root.params().put("offer", offer));
      root.say("Declined.");
      return Exit.DONE;
    }
  }

  @Command(name = "list", description = "Lists the folders of this device.")
  static final class ListAll implements Callable<Integer> {
    private final Root root;

    ListAll(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      JsonNode folders = root.ask("folder.list", Root.params());
      root.printRows(folders);
      if (!root.json()) {
        FolderText.list(folders).forEach(root::say);
      }
      return Exit.DONE;
    }
  }
}
