package app.bothways.ui.folder;

import app.bothways.app.Refusal;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderCare.ConflictCopy;
import app.bothways.sync.FolderCare.Keep;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.RefusedException;
import app.bothways.sync.model.RelPath;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** The conflicts of the open folder, and how they end. FX thread. */
final class ConflictsModel {
  private static final int SHOWN = 100;

  /** One of the two contents: when it was changed, and how much it is. */
  record Side(String name, String by, String detail) {}

  /** A conflict; {@code copy} tells it from others. */
  record Conflict(String path, String copy, Side file, Side other) {}

  /**
   * @param more how many there are beyond those that are listed
   */
  record Conflicts(List<Conflict> listed, int more) {
    static final Conflicts NONE = new Conflicts(List.of(), 0);

    Conflicts {
      listed = List.copyOf(listed);
    }
  }

  private final OpenFolder folder;
  private final Repeated<Conflicts> reading;
  private final ObjectProperty<Optional<Conflicts>> conflicts =
      new SimpleObjectProperty<>(Optional.empty());
  private final StringProperty note = new SimpleStringProperty("");

  ConflictsModel(OpenFolder folder) {
    this.folder = folder;
    reading =
        new Repeated<>(
            folder,
            Duration.ofSeconds(2),
            ConflictsModel::read,
            seen -> {
              note.set("");
              conflicts.set(Optional.of(seen));
            },
            note::set);
  }

  /** Empty until they have been read. */
  ObjectProperty<Optional<Conflicts>> conflicts() {
    return conflicts;
  }

  /** Why they cannot be listed. */
  StringProperty note() {
    return note;
  }

  void reset() {
    reading.reset();
    conflicts.set(Optional.empty());
    note.set("");
  }

  void tick() {
    reading.tick();
  }

  /** What is not kept goes to the versions. */
  void resolve(Conflict conflict, Keep keep) {
    RelPath.parse(conflict.copy())
        .ifPresent(copy -> folder.act((care, id) -> care.resolve(id, copy, keep), reading::now));
  }

  private static Conflicts read(FolderCare care, FolderStatus folder)
      throws RefusedException, InterruptedException, Refusal {
    List<ConflictCopy> all = care.conflicts(folder.id());
    List<Conflict> listed = new ArrayList<>();
    for (ConflictCopy one : all.stream().limit(SHOWN).toList()) {
      listed.add(
          new Conflict(
              one.path().toString(),
              one.copy().toString(),
              side(folder.path(), one.path(), Texts.of("folder.conflict-file"), Optional.empty()),
              side(
                  folder.path(),
                  one.copy(),
                  Texts.of("folder.conflict-copy", one.maker()),
                  Optional.of(one.size()))));
    }
    return new Conflicts(listed, all.size() - listed.size());
  }

  private static Side side(Path root, RelPath path, String by, Optional<Long> known) {
    return new Side(path.name(), by, detail(root.resolve(path.toString()), known));
  }

  private static String detail(Path file, Optional<Long> known) {
    try {
      var look = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Texts.of(
          "folder.conflict-detail",
          Format.bytes(look.size()),
          Format.moment(look.lastModifiedTime().toInstant()));
    } catch (IOException notThere) {
      return known.map(Format::bytes).orElseGet(() -> Texts.of("folder.conflict-gone"));
    }
  }
}
