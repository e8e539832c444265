package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "history",
    description = "Shows how reliable the link to a device was, and how many bytes went which way.")
final class NetworkHistoryCommand implements Callable<Integer> {
  private static final int MOST_CHANGES_SHOWN = 10;

  private final Root root;

  @Parameters(paramLabel = "DEVICE", description = "Id, unique beginning of an id, or name.")
  private String device;

  @Option(names = "--days", paramLabel = "N", description = "How far back, 1 to 30 (default: 30).")
  private int days = 30;

  NetworkHistoryCommand(Root root) {
    this.root = root;
  }

  @Override
  public Integer call() throws CliException {
    if (days < 1 || days > 30) {
      throw CliException.usage("--days " + days + " is not between 1 and 30");
    }
    JsonNode past =
        root.ask("network.history", Root.params().put("device", device).put("days", days));
    root.print(past);
    if (!root.json()) {
      people(past);
    }
    return Exit.DONE;
  }

  private void people(JsonNode past) {
    JsonNode total = past.path("total");
    long seen = seen(total);
    if (seen == 0) {
      root.say(past.path("name").asText() + ": nothing has been seen of this link yet.");
      return;
    }
    root.say(
        past.path("name").asText()
            + ": connected "
            + percent(seen - total.path("offlineMs").asLong(), seen)
            + " of the time that this device was running (direct "
            + percent(total.path("directMs").asLong(), seen)
            + ", relayed "
            + percent(total.path("relayedMs").asLong(), seen)
            + "), lost "
            + times(total.path("drops").asInt())
            + ".");
    root.say("");
    var table =
        new Table().row("HOUR (UTC)", "DIRECT", "RELAYED", "OFFLINE", "SENT d/r", "RECEIVED d/r");
    past.path("hours")
        .forEach(hour -> row(table, hour.path("from").asText().substring(0, 13), hour));
    row(table, "all", total);
    table.lines().forEach(root::say);
    root.say("");
    root.say("Bytes are counted as d/r: over direct paths / through relays.");
    changes(past.path("changes"));
  }

  private void changes(JsonNode changes) {
    for (int n = 0; n < Math.min(changes.size(), MOST_CHANGES_SHOWN); n++) {
      JsonNode change = changes.path(n);
      root.say(
          change.path("time").asText()
              + "  "
              + change.path("link").asText()
              + " "
              + change.path("address").asText());
    }
  }

  private static void row(Table table, String when, JsonNode span) {
    table.row(
        when,
        minutes(span.path("directMs")),
        minutes(span.path("relayedMs")),
        minutes(span.path("offlineMs")),
        bytes(span.path("sent")),
        bytes(span.path("received")));
  }

  private static long seen(JsonNode span) {
    return span.path("directMs").asLong()
        + span.path("relayedMs").asLong()
        + span.path("offlineMs").asLong();
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
  }

  private static String minutes(JsonNode ms) {
    return String.format(Locale.ROOT, "%.1f min", ms.asLong() / 60_000.0);
  }

  private static String bytes(JsonNode bytes) {
    return Words.bytes(bytes.path("direct").asLong())
        + " / "
        + Words.bytes(bytes.path("relay").asLong());
  }
}
