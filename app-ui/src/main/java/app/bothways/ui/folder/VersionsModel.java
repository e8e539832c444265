package app.bothways.ui.folder;

import app.bothways.app.Refusal;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.RefusedException;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.versions.Keeping;
import app.bothways.sync.versions.KeptVersion;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.Badge.Kind;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Texts;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** Old contents and deleted files of the open folder, and how many are kept. FX thread. */
final class VersionsModel {
  private static final int SHOWN = 100;

  /** One old content. */
  record Version(String path, String id, Badge badge, String detail) {}

  /**
   * @param more how many fit the search beyond those that are listed
   * @param keeping what the folder keeps
   */
  record Versions(List<Version> listed, int more, Keeping keeping) {
    Versions {
      listed = List.copyOf(listed);
    }
  }

  private final OpenFolder folder;
  private final Repeated<Versions> reading;
  private final ObjectProperty<Optional<Versions>> versions =
      new SimpleObjectProperty<>(Optional.empty());
  private final StringProperty search = new SimpleStringProperty("");
  private final StringProperty note = new SimpleStringProperty("");

  /** What is searched for, for the thread that reads. */
  private volatile String wanted = "";

  VersionsModel(OpenFolder folder) {
    this.folder = folder;
    reading =
        new Repeated<>(
            folder,
            Duration.ofSeconds(5),
            this::read,
            seen -> {
              note.set("");
              versions.set(Optional.of(seen));
            },
            note::set);
    search.addListener(
        (o, old, now) -> {
          wanted = now.strip().toLowerCase(Locale.ROOT);
          reading.now();
        });
  }

  /** Empty until they have been read; the newest first. */
  ObjectProperty<Optional<Versions>> versions() {
    return versions;
  }

  /** Only paths that hold this text are listed, whatever the case of its letters. */
  StringProperty search() {
    return search;
  }

  StringProperty note() {
    return note;
  }

  void reset() {
    reading.reset();
    versions.set(Optional.empty());
    note.set("");
    search.set("");
    reading.reset();
  }

  void tick() {
    reading.tick();
  }

  /** The path holds the version again; what was there becomes a version. */
  void restore(Version version) {
    RelPath.parse(version.path())
        .ifPresent(
            path -> folder.act((care, id) -> care.restore(id, path, version.id()), reading::now));
  }

  void keep(Keeping keeping) {
    folder.act((care, id) -> care.keeping(id, keeping), reading::now);
  }

  private Versions read(FolderCare care, FolderStatus status)
      throws RefusedException, InterruptedException, Refusal {
    String part = wanted;
    Instant now = folder.live().clock().instant();
    List<KeptVersion> all = new ArrayList<>(care.versions(status.id(), Optional.empty()));
    all.removeIf(v -> !v.path().toString().toLowerCase(Locale.ROOT).contains(part));
    all.sort(Comparator.comparing(KeptVersion::kept).reversed());
    List<Version> listed =
        all.stream().limit(SHOWN).map(v -> version(status.path(), v, now)).toList();
    return new Versions(listed, all.size() - listed.size(), care.keeping(status.id()));
  }

  private static Version version(Path root, KeptVersion v, Instant now) {
    boolean there = Files.exists(root.resolve(v.path().toString()), LinkOption.NOFOLLOW_LINKS);
    Badge badge =
        there
            ? new Badge(Kind.MUTED, "fth-clock", Texts.of("folder.version-older"))
            : new Badge(Kind.WARN, "fth-trash-2", Texts.of("folder.version-deleted"));
    String kept = Texts.of("time.ago", Format.duration(Duration.between(v.kept(), now)));
    String size = Format.bytes(v.size());
    String changed = Format.moment(v.modified());
    String detail =
        there
            ? Texts.of("folder.version-replaced", size, changed, kept)
            : Texts.of("folder.version-gone", size, changed, kept);
    return new Version(v.path().toString(), v.id(), badge, detail);
  }
}
