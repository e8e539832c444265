package app.bothways.sync.apply;

import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.LinkInPathException;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Gives bytes that somebody wrote at the last moment a name of their own beside the path. */
record Rescue(Workplace workplace, String label, InstantSource clock) {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH-mm-ss").withZone(ZoneId.systemDefault());
  private static final int MAX_NAME_BYTES = 255;
  private static final int MAX_TRIES = 10_000;

  /**
   * Publishes {@code kept} as {@code stem (kept, label, date time).ext}, in the directory of {@code
   * path} or, when that is no more, in the nearest one above. Never in place of anything.
   */
  RelPath publish(Path kept, RelPath path) throws IOException {
    Optional<RelPath> directory = path.parent();
    while (true) {
      try (Dir dir = workplace.root().enter(directory)) {
        RelPath given = publish(kept, dir, directory, path.name());
        workplace.fs().forceDir(dir.path());
        return given;
      } catch (NoSuchFileException | NotDirectoryException | LinkInPathException noWay) {
        if (directory.isEmpty()) {
          throw noWay;
        }
        directory = directory.get().parent();
      }
    }
  }

  private RelPath publish(Path kept, Dir dir, Optional<RelPath> directory, String name)
      throws IOException {
    for (int n = 1; n <= MAX_TRIES; n++) {
      String candidate = name(name, n);
      try {
        workplace.fs().publish(kept, dir.resolve(candidate));
        return directory.map(d -> d.child(candidate)).orElseGet(() -> RelPath.of(candidate));
      } catch (FileAlreadyExistsException taken) {
        continue;
      }
    }
    throw new FileAlreadyExistsException(name);
  }

  private String name(String original, int n) {
    String mark =
        " (kept, " + label + ", " + WHEN.format(clock.instant()) + ")" + (n == 1 ? "" : "-" + n);
    int dot = original.lastIndexOf('.');
    boolean hasExtension = dot > 0 && original.length() - dot <= 16;
    String stem = hasExtension ? original.substring(0, dot) : original;
    String extension = hasExtension ? original.substring(dot) : "";
    int room = MAX_NAME_BYTES - bytes(mark) - bytes(extension);
    while (bytes(stem) > room) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return RelPath.of(stem + mark + extension).name();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
