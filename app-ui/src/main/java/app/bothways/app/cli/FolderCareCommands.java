package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that look into one folder and decide something in it. */
final class FolderCareCommands {
  private static final String PATH = "A path inside the folder.";

  private FolderCareCommands() {}

  private abstract static class InFolder implements Callable<Integer> {
    final Root root;

    @Parameters(index = "0", paramLabel = "FOLDER", description = FolderCommand.FOLDER)
    private String folder;

    InFolder(Root root) {
      this.root = root;
    }

    ObjectNode params() {
      return Root.params().put("folder", folder);
    }

    int rows(JsonNode rows, Table table, List<String> columns, String none) {
      root.printRows(rows);
      if (!root.json() && rows.isEmpty()) {
        root.say(none);
      } else if (!root.json()) {
        for (JsonNode row : rows) {
          table.row(
              columns.stream()
                  .map(
                      c ->
                          c.equals("bytes")
                              ? Words.bytes(row.path(c).asLong())
                              : row.path(c).asText())
                  .toArray(String[]::new));
        }
        table.lines().forEach(root::say);
      }
      return Exit.DONE;
    }
  }

  @Command(name = "mode", description = "Sets which way changes of a folder go on this device.")
  static final class Mode extends InFolder {
    @Parameters(index = "1", paramLabel = "two-way|send-only|receive-only", description = "")
    private String mode;

    Mode(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      ObjectNode params = params();
      FolderCommand.mode(Optional.of(mode), params);
      root.ask("folder.mode", params);
      root.say("Set.");
      return Exit.DONE;
    }
  }

  @Command(name = "override", description = "Send-only: what is here shall hold everywhere.")
  static final class Overrule extends InFolder {
    Overrule(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      root.ask("folder.override", params());
      root.say("What is here holds; other devices follow.");
      return Exit.DONE;
    }
  }

  @Command(name = "revert", description = "Receive-only: takes back what was changed here.")
  static final class Revert extends InFolder {
    Revert(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      root.ask("folder.revert", params());
      root.say("Taken back. What was changed here is among the versions.");
      return Exit.DONE;
    }
  }

  @Command(name = "differences", description = "Lists what stays different because of the mode.")
  static final class Differences extends InFolder {
    Differences(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      return rows(
          root.ask("folder.differences", params()),
          new Table().row("KIND", "PATH"),
          List.of("kind", "path"),
          "Nothing stays different.");
    }
  }

  @Command(name = "conflicts", description = "Lists files that were changed on two devices.")
  static final class Conflicts extends InFolder {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = PATH)
    private Optional<String> path;

    Conflicts(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      ObjectNode params = params();
      path.ifPresent(p -> params.put("path", p));
      return rows(
          root.ask("folder.conflicts", params),
          new Table().row("FILE", "OTHER BY", "SIZE", "COPY"),
          List.of("path", "device", "bytes", "copy"),
          "No conflicts.");
    }
  }

  @Command(name = "resolve", description = "Ends a conflict.")
  static final class Resolve extends InFolder {
    @Parameters(index = "1", paramLabel = "PATH", description = "The file, or its conflict copy.")
    private String path;

    @Option(
        names = "--keep",
        required = true,
        paramLabel = "this|other|both",
        description = "What the file shall hold; what goes is among the versions.")
    private String keep;

    Resolve(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      if (!List.of("this", "other", "both").contains(keep)) {
        throw CliException.usage("--keep takes this, other or both, not '" + keep + "'");
      }
      root.ask("folder.resolve", params().put("path", path).put("keep", keep));
      root.say("Resolved.");
      return Exit.DONE;
    }
  }

  @Command(name = "versions", description = "Lists old contents that were kept on this device.")
  static final class Versions extends InFolder {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = PATH)
    private Optional<String> path;

    Versions(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      ObjectNode params = params();
      path.ifPresent(p -> params.put("path", p));
      return rows(
          root.ask("folder.versions", params),
          new Table().row("VERSION", "SIZE", "MODIFIED", "PATH"),
          List.of("version", "bytes", "modified", "path"),
          "No versions.");
    }
  }

  @Command(name = "restore", description = "Makes a file hold a version again.")
  static final class Restore extends InFolder {
    @Parameters(index = "1", paramLabel = "PATH", description = PATH)
    private String path;

    @Parameters(index = "2", paramLabel = "VERSION", description = "As listed by: folder versions.")
    private String version;

    Restore(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      root.ask("folder.restore", params().put("path", path).put("version", version));
      root.say("Restored. What was there is a version now.");
      return Exit.DONE;
    }
  }

  @Command(name = "keep", description = "Shows or sets how many versions a folder keeps.")
  static final class Keep extends InFolder {
    @Option(
        names = "--versions",
        paramLabel = "N",
        description = "Of each file; 1 is a trash can, 0 keeps none.")
    private Optional<Integer> versions;

    @Option(names = "--days", paramLabel = "N", description = "None older; 30 if not named.")
    private Optional<Integer> days;

    @Option(names = "--max-bytes", paramLabel = "N", description = "All together.")
    private Optional<Long> bytes;

    Keep(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      if (versions.isEmpty() && (days.isPresent() || bytes.isPresent())) {
        throw CliException.usage("--days and --max-bytes go together with --versions");
      }
      if (versions.filter(v -> v < 0 || v > 1000).isPresent()
          || days.filter(d -> d < 0 || d > 36_500).isPresent()
          || bytes.filter(b -> b < 0).isPresent()) {
        throw CliException.usage("--versions takes 0 to 1000, --days 0 to 36500");
      }
      ObjectNode params = params();
      versions.ifPresent(v -> params.put("versions", v));
      days.ifPresent(d -> params.put("days", d));
      bytes.ifPresent(b -> params.put("bytes", b));
      JsonNode now = root.ask("folder.keep", params);
      root.print(now);
      root.say(
          now.path("versions").asInt() == 0
              ? "No versions are kept."
              : Words.count(now.path("versions").asLong(), "version", "versions")
                  + " of each file, none older than "
                  + Words.count(now.path("days").asLong(), "day", "days")
                  + ", "
                  + Words.bytes(now.path("bytes").asLong())
                  + " in all.");
      return Exit.DONE;
    }
  }

  @Command(name = "ignore", description = "Shows or changes what takes no part on this device.")
  static final class Ignore extends InFolder {
    @Option(names = "--add", paramLabel = "PATTERN", description = "A line for .bothwaysignore.")
    private List<String> add = List.of();

    @Option(names = "--remove", paramLabel = "PATTERN", description = "A line as written there.")
    private List<String> remove = List.of();

    Ignore(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      ObjectNode params = params();
      add.forEach(params.putArray("add")::add);
      remove.forEach(params.putArray("remove")::add);
      JsonNode lines = root.ask("folder.ignore", params);
      root.print(lines);
      if (!root.json()) {
        lines.path("own").forEach(line -> root.say(line.asText()));
        lines.path("shared").forEach(line -> root.say(line.asText() + "   (on all devices)"));
        lines.path("faults").forEach(line -> root.say("! " + line.asText()));
      }
      return Exit.DONE;
    }
  }

  @Command(name = "explain", description = "Tells why a path is here, or not.")
  static final class Explain extends InFolder {
    @Parameters(index = "1", paramLabel = "PATH", description = PATH)
    private String path;

    Explain(Root root) {
      super(root);
    }

    @Override
    public Integer call() throws CliException {
      JsonNode why = root.ask("folder.explain", params().put("path", path));
      root.print(why);
      if (!root.json()) {
        FolderText.explanation(why).forEach(root::say);
      }
      return Exit.DONE;
    }
  }
}
