package app.bothways.sync;

import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.ignore.Fault;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.ignore.RuleReader;
import app.bothways.sync.ignore.Style;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows and changes a folder's own ignore file. A change is written whole or not at all. */
final class IgnoreEdit {
  private static final int MOST_BYTES = 1 << 20;

  private IgnoreEdit() {}

  static FolderCare.IgnoreLines read(FolderDisk disk, Path root) throws IOException {
    RuleReader.Reading reading = disk.ignoreRules();
    return new FolderCare.IgnoreLines(
        lines(root.resolve(IgnoreRules.OWN)),
        lines(root.resolve(IgnoreRules.SHARED)),
        Stream.concat(reading.ownFaults().stream(), reading.sharedFaults().stream())
            .map(Fault::toString)
            .toList());
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
      return List.of();
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  static void change(Path root, List<String> add, List<String> remove)
      throws IOException, RefusedException {
    Path file = root.resolve(IgnoreRules.OWN);
    var lines = new ArrayList<>(lines(file));
    for (String line : remove) {
      if (!lines.removeIf(l -> l.strip().equals(line.strip()))) {
        throw new RefusedException(
            Refusal.NO_SUCH_PATTERN, "There is no line '" + line + "' in " + IgnoreRules.OWN + ".");
      }
    }
    for (String line : add) {
      Optional<Fault> fault =
          line.lines().count() == 1
              ? RuleReader.check(line, Style.here())
              : Optional.of(new Fault(IgnoreRules.OWN, 1, "a pattern is one line"));
      if (fault.isPresent()) {
        throw new RefusedException(
            Refusal.BAD_PATTERN, "'" + line + "' is no pattern: " + fault.get().text() + ".");
      }
      if (lines.stream().noneMatch(l -> l.strip().equals(line.strip()))) {
        lines.add(line.strip());
      }
    }
    write(root, file, lines);
  }

  private static void write(Path root, Path file, List<String> lines) throws IOException {
    Path fresh = root.resolve(".bothways").resolve("ignore.new");
    Files.writeString(fresh, String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"));
    // A link in its place would lead elsewhere; the rename replaces the link itself.
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
