package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Folders for people. */
final class FolderText {
  private FolderText() {}

  static List<String> list(JsonNode folders) {
    if (folders.isEmpty()) {
      return List.of("No folder yet. Add one with: bothways folder add PATH");
    }
    var table = new Table().row("FOLDER", "STATE", "FILES", "SIZE", "TO COME", "ID", "PATH");
    for (JsonNode folder : folders) {
      table.row(
          folder.path("name").asText(),
          state(folder),
          String.format(Locale.ROOT, "%,d", folder.path("local").path("files").asLong()),
          Words.bytes(folder.path("local").path("bytes").asLong()),
          need(folder),
          Words.shortId(folder.path("folder").asText()),
          folder.path("path").asText());
    }
    return table.lines();
  }

  static List<String> one(JsonNode folder) {
    var lines = new ArrayList<String>();
    lines.addAll(
        new Table()
            .row("Folder", folder.path("name").asText())
            .row("Path", folder.path("path").asText())
            .row("State", state(folder))
            .row("Here", totals(folder.path("local")))
            .row("In all", totals(folder.path("global")))
            .row("To come", need(folder))
            .row("Mode", different(folder))
            .row("Conflicts", folder.path("conflicts").asText())
            .row("Id", folder.path("folder").asText())
            .lines());
    for (JsonNode device : folder.path("devices")) {
      lines.add(
          String.format(
              Locale.ROOT,
              "With %s: %s, %.0f %%",
              device.path("name").asText(),
              device.path("connected").asBoolean() ? "connected" : "away",
              Math.floor(device.path("completion").asDouble())));
    }
    for (JsonNode error : folder.path("errors")) {
      String path = error.path("path").asText();
      lines.add(
          "! "
              + (path.isEmpty() ? "" : path + ": ")
              + error.path("text").asText()
              + " "
              + error.path("next").asText());
    }
    return lines;
  }

  static List<String> explanation(JsonNode why) {
    var lines = new ArrayList<String>();
    lines.add(why.path("path").asText() + ": " + why.path("state").asText().replace('-', ' '));
    lines.add(why.path("text").asText());
    lines.add("Next: " + why.path("next").asText());
    JsonNode rule = why.path("rule");
    if (rule.isObject()) {
      lines.add(
          "Rule: line "
              + rule.path("line").asText()
              + " of "
              + rule.path("file").asText()
              + ": "
              + rule.path("pattern").asText());
    }
    JsonNode version = why.path("version");
    if (version.isObject() && version.path("made").isTextual()) {
      lines.add(
          "Version: " + version.path("made").asText() + " by " + version.path("by").asText("?"));
    }
    for (JsonNode device : why.path("devices")) {
      lines.add(
          "On "
              + device.path("name").asText()
              + " ("
              + (device.path("connected").asBoolean() ? "connected" : "away")
              + "): "
              + device.path("has").asText().replace('-', ' '));
    }
    for (JsonNode block : why.path("blocks")) {
      lines.add("! " + block.path("text").asText() + " " + block.path("next").asText());
    }
    return lines;
  }

  private static String different(JsonNode folder) {
    long notTaken = folder.path("notTaken").asLong();
    long localOnly = folder.path("localOnly").asLong();
    return switch (folder.path("mode").asText()) {
      case "send-only" ->
          notTaken == 0
              ? "send only"
              : "send only; "
                  + Words.count(notTaken, "change", "changes")
                  + " of other devices not taken";
      case "receive-only" ->
          localOnly == 0
              ? "receive only"
              : "receive only; " + Words.count(localOnly, "change", "changes") + " stay here";
      default -> "two-way";
    };
  }

  private static String state(JsonNode folder) {
    String word = folder.path("state").asText().replace('-', ' ');
    int errors = folder.path("errors").size();
    return errors == 0 ? word : word + ", " + Words.count(errors, "problem", "problems");
  }

  private static String totals(JsonNode totals) {
    return Words.count(totals.path("files").asLong(), "file", "files")
        + ", "
        + Words.count(totals.path("dirs").asLong(), "directory", "directories")
        + ", "
        + Words.bytes(totals.path("bytes").asLong());
  }

  private static String need(JsonNode folder) {
    JsonNode need = folder.path("need");
    return need.path("files").asLong() == 0
        ? "nothing"
        : Words.count(need.path("files").asLong(), "file", "files")
            + ", "
            + Words.bytes(need.path("bytes").asLong())
            + speed(folder);
  }

  private static String speed(JsonNode folder) {
    long rate = folder.path("bytesPerSecond").asLong();
    JsonNode eta = folder.path("etaSeconds");
    return (rate == 0 ? "" : " at " + Words.bytes(rate) + "/s")
        + (eta.isNumber() ? ", about " + eta.asText() + " s left" : "");
  }
}
