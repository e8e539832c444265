package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "limits",
    description = "Shows how fast files may travel, and in which order; changes what is named.")
final class LimitsCommand implements Callable<Integer> {
  private final Root root;

  @Option(names = "--up", paramLabel = "BYTES", description = "Sent, bytes a second; 0: no limit.")
  private Optional<Long> up = Optional.empty();

  @Option(
      names = "--down",
      paramLabel = "BYTES",
      description = "Received, bytes a second; 0: no limit.")
  private Optional<Long> down = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "The rates are for this device; otherwise for all together.")
  private Optional<String> device = Optional.empty();

  @Option(
      names = "--lan",
      paramLabel = "free|limited",
      description = "Whether the limits hold in the local network.")
  private Optional<String> lan = Optional.empty();

  @Option(
      names = "--order",
      paramLabel = "smallest|newest|alphabetic",
      description = "Which files come first.")
  private Optional<String> order = Optional.empty();

  LimitsCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    if (device.isPresent() && up.isEmpty() && down.isEmpty()) {
      throw CliException.usage("--device needs --up or --down");
    }
    if (up.orElse(0L) < 0 || down.orElse(0L) < 0) {
      throw CliException.usage("a rate is bytes a second; 0 for no limit");
    }
    check("--lan", lan, "free", "limited");
    check("--order", order, "smallest", "newest", "alphabetic");
    ObjectNode params = Root.params();
    up.ifPresent(rate -> params.put("up", rate));
    down.ifPresent(rate -> params.put("down", rate));
    device.ifPresent(id -> params.put("device", id));
    lan.ifPresent(word -> params.put("lan", word));
    order.ifPresent(word -> params.put("order", word));
    JsonNode now = root.ask("limits", params);
    root.print(now);
    if (!root.json()) {
      people(now);
    }
    return Exit.DONE;
  }

  private static void check(String option, Optional<String> given, String... words)
      throws CliException {
    if (given.isPresent() && !java.util.List.of(words).contains(given.get())) {
      throw CliException.usage(
          option + " '" + given.get() + "' is not known; use " + String.join(" or ", words));
    }
  }

  private void people(JsonNode now) {
    root.say("All devices: " + rates(now));
    for (JsonNode one : now.path("devices")) {
      root.say(Words.shortId(one.path("nodeId").asText()) + ": " + rates(one));
    }
    root.say(
        "In the local network: "
            + (now.path("lan").asText().equals("free") ? "no limit" : "the same"));
    root.say("First: " + now.path("order").asText());
  }

  private static String rates(JsonNode row) {
    return "up " + rate(row.path("up").asLong()) + ", down " + rate(row.path("down").asLong());
  }

  private static String rate(long bytes) {
    return bytes == 0 ? "no limit" : bytes / 1024 + " KiB/s";
  }
}
