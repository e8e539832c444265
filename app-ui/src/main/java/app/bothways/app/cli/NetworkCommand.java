package app.bothways.app.cli;

import app.bothways.app.control.ControlClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "network",
    description = "Shows relays and, for each device, the path in use and why.",
    subcommands = {
      NetworkCommand.Watch.class,
      NetworkCommand.Test.class,
      NetworkHistoryCommand.class
    })
final class NetworkCommand implements Callable<Integer> {
  private final Root root;

  NetworkCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    JsonNode network = root.ask("network", Root.params());
    root.print(network);
    if (!root.json()) {
      people(network);
    }
    return Exit.DONE;
  }

  private void people(JsonNode network) {
    root.say("Relay: " + RelayText.of(network.path("homeRelay")));
    for (JsonNode relay : network.path("relays")) {
      if (!relay.path("url").equals(network.path("homeRelay").path("url"))) {
        root.say("Also:  " + RelayText.of(relay));
      }
    }
    if (network.path("peers").isEmpty()) {
      root.say("No device is paired yet. Pair one with: bothways pair");
      return;
    }
    root.say("");
    var table = new Table().row("DEVICE", "LINK", "ADDRESS", "SENT d/r", "RECEIVED d/r", "WHY");
    for (JsonNode peer : network.path("peers")) {
      table.row(
          peer.path("name").asText(),
          peer.path("link").asText(),
          Words.path(peer.path("path")),
          traffic(peer.path("sent")),
          traffic(peer.path("received")),
          peer.path("why").path("text").asText());
    }
    table.lines().forEach(root::say);
    root.say("");
    root.say("Bytes are counted as d/r: over direct paths / through relays.");
  }

  private static String traffic(JsonNode bytes) {
    return Words.bytes(bytes.path("direct").asLong())
        + " / "
        + Words.bytes(bytes.path("relay").asLong());
  }

  @Command(
      name = "test",
      description = {
        "Finds out what this network allows, and prints a report for a bug report:",
        "no keys, no tokens, nothing of other devices, public addresses masked."
      })
  static final class Test implements Callable<Integer> {
    private final Root root;

    Test(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      var report = (ObjectNode) root.ask("network.test", Root.params());
      String text = report.path("text").asText();
      root.print(report.without("text"));
      if (!root.json()) {
        text.lines().forEach(root::say);
      }
      return Exit.DONE;
    }
  }

  @Command(name = "watch", description = "Prints a line for every link or path event.")
  static final class Watch implements Callable<Integer> {
    private final Root root;

    Watch(Root root) {
      this.root = root;
    }

    @Override
    public Integer call() throws CliException {
      try (ControlClient client = root.connect()) {
        Root.ask(client, "network.watch", Root.params(), this::show);
      }
      return Exit.DONE;
    }

    private void show(JsonNode event) {
      root.print(event);
      if (!root.json()) {
        root.say(Words.clock(event.path("time").asText()) + "  " + sentence(event));
        root.io().out().flush();
      }
    }

    private static String sentence(JsonNode event) {
      String name = event.path("name").asText();
      return switch (event.path("event").asText()) {
        case "connected" ->
            name + ": connected (" + event.path("for").asText() + ") " + way(event.path("path"));
        case "disconnected" -> name + ": connection ended (" + event.path("reason").asText() + ")";
        case "path" ->
            name
                + ": "
                + event.path("step").asText().replace('-', ' ')
                + ", now "
                + way(event.path("path"));
        case "relay" -> "relay " + RelayText.of(event.path("relay"));
        case "relays-told" -> name + ": can be found at " + list(event.path("relays"));
        case "record" -> name + ": its record names " + list(event.path("relays"));
        case "addresses" -> "the addresses of this device changed";
        default -> event.toString();
      };
    }

    private static String list(JsonNode relays) {
      var urls = new ArrayList<String>();
      relays.forEach(url -> urls.add(url.asText()));
      return urls.isEmpty() ? "no relay" : String.join(", ", urls);
    }

    private static String way(JsonNode path) {
      return path.isObject()
          ? path.path("kind").asText() + " " + Words.path(path)
          : "without a path";
    }
  }
}
