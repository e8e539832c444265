package app.bothways.ui.folder;

import app.bothways.app.Refusal;
import app.bothways.sync.Explanation;
import app.bothways.sync.FolderCare;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.RefusedException;
import app.bothways.sync.model.RelPath;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.Badge.Kind;
import app.bothways.ui.parts.Texts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** Why one path of the open folder is (not) here. FX thread. */
final class WhyModel {
  /** What another device has there. */
  record Holder(String name, String has) {}

  /**
   * The answer.
   *
   * @param rule the ignore pattern that decided; empty when none did
   */
  record Answer(
      String path, Badge badge, String text, String next, String rule, List<Holder> holders) {
    Answer {
      holders = List.copyOf(holders);
    }
  }

  private final OpenFolder folder;
  private final Repeated<Answer> reading;
  private final StringProperty path = new SimpleStringProperty("");
  private final ObjectProperty<Optional<Answer>> answer =
      new SimpleObjectProperty<>(Optional.empty());
  private final StringProperty note = new SimpleStringProperty("");

  /** What is asked, for the thread that reads. */
  private volatile String wanted = "";

  WhyModel(OpenFolder folder) {
    this.folder = folder;
    reading =
        new Repeated<>(
            folder,
            Duration.ofSeconds(2),
            this::read,
            seen -> {
              note.set("");
              answer.set(Optional.of(seen));
            },
            no -> {
              answer.set(Optional.empty());
              note.set(no);
            });
  }

  /** The path that is asked about, as people write it. */
  StringProperty path() {
    return path;
  }

  /** Empty until there is one. */
  ObjectProperty<Optional<Answer>> answer() {
    return answer;
  }

  StringProperty note() {
    return note;
  }

  void reset() {
    reading.reset();
    path.set("");
    answer.set(Optional.empty());
    note.set("");
  }

  /** Asks about a path inside the folder, written with {@code /}, from now on. */
  void ask(String asked) {
    reading.reset();
    answer.set(Optional.empty());
    note.set("");
    path.set(asked);
    wanted = asked.strip().replaceAll("^(\\./)+", "").replaceAll("/+$", "");
    tick();
  }

  /** Asks about a file that was chosen or dropped. */
  void ask(Path file) {
    Optional<Path> root = folder.status().map(FolderStatus::path);
    if (root.isPresent() && file.startsWith(root.get()) && !file.equals(root.get())) {
      ask(root.get().relativize(file).toString().replace(java.io.File.separatorChar, '/'));
    } else {
      reading.reset();
      answer.set(Optional.empty());
      note.set(Texts.of("folder.why-elsewhere", file));
    }
  }

  void tick() {
    if (!path.get().isBlank()) {
      reading.tick();
    }
  }

  private Answer read(FolderCare care, FolderStatus status)
      throws RefusedException, InterruptedException, Refusal {
    String text = wanted;
    RelPath asked = RelPath.parse(text).orElseThrow(() -> Refusal.notAPath(text));
    Explanation why = care.explain(status.id(), asked);
    return new Answer(
        why.path().toString(),
        badge(why.state()),
        why.text(),
        why.next(),
        why.rule().map(r -> Texts.of("folder.why-rule", r.text(), r.file(), r.line())).orElse(""),
        why.devices().stream().map(this::holder).toList());
  }

  private Holder holder(Explanation.Holder h) {
    String has = Texts.each("folder.has", h.has());
    return new Holder(
        folder.live().app().deviceName(h.device()),
        h.connected() ? has : Texts.of("folder.why-away", has));
  }

  private static Badge badge(Explanation.State state) {
    String word = Texts.each("folder.why", state);
    return switch (state) {
      case HERE -> new Badge(Kind.OK, "fth-check", word);
      case COMING -> new Badge(Kind.INFO, "fth-download", word);
      case WAITING -> new Badge(Kind.MUTED, "fth-clock", word);
      case IGNORED -> new Badge(Kind.MUTED, "fth-eye-off", word);
      case CONFLICT_COPY, NOT_TAKEN, LOCAL_CHANGE ->
          new Badge(Kind.WARN, "fth-alert-triangle", word);
      case ERROR -> new Badge(Kind.BAD, "fth-alert-triangle", word);
      case DELETED -> new Badge(Kind.MUTED, "fth-trash-2", word);
      case UNKNOWN -> new Badge(Kind.MUTED, "fth-help-circle", word);
    };
  }
}
