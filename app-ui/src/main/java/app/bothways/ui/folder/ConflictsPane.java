package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.surface;

import app.bothways.ui.folder.ConflictsModel.Conflict;
import app.bothways.ui.folder.ConflictsModel.Conflicts;
import app.bothways.ui.parts.Keyed;
import app.bothways.ui.parts.Texts;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** Each conflict with both of its contents. */
final class ConflictsPane extends VBox {
  private final ConflictsModel model;
  private final Label lead = prose(Texts.of("folder.conflicts-lead"), "lead");
  private final VBox none =
      surface(
          label(Texts.of("folder.no-conflicts"), "h3"),
          prose(Texts.of("folder.no-conflicts-lead"), "hint"));
  private final Label more = prose("", "hint");
  private final Label note = prose("", "bad-text");
  private final Keyed<Conflict, ConflictCard> cards;

  ConflictsPane(FolderModel folder) {
    super(14);
    model = folder.conflicts();
    none.setId("conflicts-none");
    VBox list = new VBox(14);
    cards =
        new Keyed<>(list, Conflict::copy, c -> new ConflictCard(folder, c), ConflictCard::update);
    getChildren().addAll(note, lead, none, list, more);
    note.textProperty().bind(model.note());
    model.conflicts().addListener((o, old, now) -> show(now));
    model.note().addListener((o, old, now) -> present(note, !now.isEmpty()));
    present(note, !model.note().get().isEmpty());
    show(model.conflicts().get());
  }

  private void show(Optional<Conflicts> now) {
    Conflicts seen = now.orElse(Conflicts.NONE);
    present(lead, !seen.listed().isEmpty());
    present(none, now.isPresent() && seen.listed().isEmpty());
    present(more, seen.more() > 0);
    more.setText(Texts.of("folders.more-problems", seen.more()));
    cards.show(seen.listed());
  }
}
