package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.sync.Deleted;
import app.bothways.sync.model.SyncError;
import app.bothways.ui.parts.Texts;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Many files were deleted at once: what has happened, what would happen, and the decision. */
final class HeldCard extends VBox {
  private final Label what = prose("");

  HeldCard(FolderModel model) {
    super(10);
    getStyleClass().add("held");
    setId("folder-held");
    what.setId("folder-held-text");
    Button delete =
        button(
            "folder-held-confirm",
            Texts.of("folder.held-confirm"),
            "fth-trash-2",
            () -> model.decide(Deleted.FOR_GOOD));
    delete.getStyleClass().add("danger");
    Button keep =
        button(
            "folder-held-keep",
            Texts.of("folder.held-keep"),
            "fth-rotate-ccw",
            () -> model.decide(Deleted.BY_MISTAKE));
    getChildren()
        .addAll(
            row(
                10,
                new FontIcon("fth-alert-triangle"),
                grow(label(Texts.of("folder.held-title"), "h3"))),
            what,
            styled(prose(Texts.of("folder.held-would")), "soft"),
            row(8, keep, delete));
    present(this, false);
  }

  void show(Optional<SyncError> held) {
    present(this, held.isPresent());
    held.ifPresent(h -> what.setText(h.text()));
  }
}
