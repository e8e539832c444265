package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "status", description = "Shows this device at a glance.")
final class StatusCommand implements Callable<Integer> {
  private final Root root;

  StatusCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    JsonNode status = root.ask("status", Root.params());
    root.print(status);
    if (!root.json()) {
      people(status);
    }
    return Exit.DONE;
  }

  private void people(JsonNode status) {
    new Table()
        .row("This device", status.path("name").asText())
        .row("State", state(status.path("state").asText()))
        .row("Devices", devices(status))
        .row("Folders", status.path("folders").asText())
        .row("Relay", RelayText.of(status.path("homeRelay")))
        .row("Device id", status.path("nodeId").asText())
        .row("Version", status.path("version").asText())
        .lines()
        .forEach(root::say);
  }

  private static String devices(JsonNode status) {
    return status.path("devices").asText() + ", " + status.path("connected") + " connected";
  }

  private static String state(String word) {
    return switch (word) {
      case "in-sync" -> "in sync";
      case "attention" -> "needs attention; see: bothways folder list";
      default -> word;
    };
  }
}
