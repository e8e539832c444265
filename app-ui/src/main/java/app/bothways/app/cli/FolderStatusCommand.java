package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "status", description = "Shows one folder; with --wait, once it is in sync.")
final class FolderStatusCommand implements Callable<Integer> {
  private final Root root;

  @Parameters(paramLabel = "FOLDER", description = FolderCommand.FOLDER)
  private String folder;

  @Option(
      names = "--wait",
      paramLabel = "in-sync",
      description = "Returns when this disk has been scanned anew and all connected devices agree.")
  private Optional<String> until;

  @Option(
      names = "--timeout",
      paramLabel = "60s",
      defaultValue = "60s",
      description = "How long to wait: 500ms, 60s, 5m, 1h. Default: ${DEFAULT-VALUE}.")
  private String timeout;

  FolderStatusCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    Duration patience =
        Words.duration(timeout)
            .orElseThrow(
                () ->
                    CliException.usage(
                        "'" + timeout + "' is not a duration; write it like 60s, 5m or 1h"));
    if (until.isEmpty()) {
      show(root.ask("folder.status", Root.params().put("folder", folder)));
      return Exit.DONE;
    }
    if (!until.get().equals("in-sync")) {
      throw CliException.usage("--wait takes in-sync, not '" + until.get() + "'");
    }
    return await(patience);
  }

  private int await(Duration patience) throws CliException {
    JsonNode answer =
        root.ask(
            "folder.wait",
            Root.params().put("folder", folder).put("timeoutMs", patience.toMillis()));
    show(answer.path("status"));
    if (answer.path("inSync").asBoolean()) {
      return Exit.DONE;
    }
    throw new CliException(Exit.TIMED_OUT, "not in sync after " + timeout);
  }

  private void show(JsonNode status) {
    root.print(status);
    if (!root.json()) {
      FolderText.one(status).forEach(root::say);
    }
  }
}
