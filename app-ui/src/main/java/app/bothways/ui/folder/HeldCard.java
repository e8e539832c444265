package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;

import app.bothways.sync.Deleted;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import app.bothways.ui.parts.Texts;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Many files were changed or deleted at once: what happened, what would, and the decision. */
final class HeldCard extends VBox {
  private final Label title = grow(label("", "h3"));
  private final Label what = prose("");
  private final Label would = prose("", "soft");
  private final Button agreed;
  private final Button keep;

  HeldCard(FolderModel model) {
    super(10);
    getStyleClass().add("held");
    setId("folder-held");
    what.setId("folder-held-text");
    agreed =
        button(
            "folder-held-confirm",
            Texts.of("folder.held-confirm"),
            "fth-trash-2",
            () -> model.decide(Deleted.FOR_GOOD));
    agreed.getStyleClass().add("danger");
    keep =
        button(
            "folder-held-keep",
            Texts.of("folder.held-keep"),
            "fth-rotate-ccw",
            () -> model.decide(Deleted.BY_MISTAKE));
    getChildren()
        .addAll(
            row(10, new FontIcon("fth-alert-triangle"), title), what, would, row(8, keep, agreed));
    present(this, false);
  }

  void show(Optional<SyncError> held) {
    present(this, held.isPresent());
    held.ifPresent(
        h -> {
          boolean deleted = h.code() == ErrorCode.MANY_DELETED;
          title.setText(
              deleted ? Texts.of("folder.held-title") : Texts.of("folder.scrambled-title"));
          what.setText(h.text());
          would.setText(
              deleted ? Texts.of("folder.held-would") : Texts.of("folder.scrambled-would"));
          agreed.setText(
              deleted ? Texts.of("folder.held-confirm") : Texts.of("folder.scrambled-confirm"));
          present(keep, deleted);
        });
  }
}
