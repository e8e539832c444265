package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;

import app.bothways.sync.Deleted;
import app.bothways.sync.model.ErrorCode;
import app.bothways.ui.parts.Texts;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Many files were changed or deleted at once: what happened, what would, and the decision. */
final class HeldCard extends VBox {
  private static final String TRASH = "fth-trash-2";

  private final Label title = grow(label("", "h3"));
  private final Label what = prose("");
  private final Label would = prose("", "soft");
  private final Button agreed;
  private final Button keep;
  private final Button pause;

  HeldCard(FolderModel model) {
    super(10);
    getStyleClass().add("held");
    setId("folder-held");
    what.setId("folder-held-text");
    agreed =
        button(
            "folder-held-confirm",
            Texts.of("folder.held-confirm"),
            TRASH,
            () -> model.decide(Deleted.FOR_GOOD));
    agreed.getStyleClass().add("danger");
    keep =
        button(
            "folder-held-keep",
            Texts.of("folder.held-keep"),
            "fth-rotate-ccw",
            () -> model.decide(Deleted.BY_MISTAKE));
    pause =
        button(
            "folder-held-pause",
            Texts.of("folder.scrambled-pause"),
            "fth-pause",
            model::pauseOrResume);
    getChildren()
        .addAll(
            row(10, new FontIcon("fth-alert-triangle"), title),
            what,
            would,
            row(8, keep, pause, agreed));
    present(this, false);
  }

  void show(FolderPage page) {
    present(this, page.held().isPresent());
    page.held()
        .ifPresent(
            held -> {
              boolean deleted = held.code() == ErrorCode.MANY_DELETED;
              if (deleted) {
                askAboutDeleted(held.text());
              } else {
                askAboutScrambled();
              }
              present(keep, deleted);
              present(pause, !deleted && !page.row().paused());
            });
  }

  private void askAboutDeleted(String happened) {
    title.setText(Texts.of("folder.held-title"));
    what.setText(happened);
    would.setText(Texts.of("folder.held-would"));
    agreed.setText(Texts.of("folder.held-confirm"));
    agreed.setGraphic(new FontIcon(TRASH));
  }

  private void askAboutScrambled() {
    title.setText(Texts.of("folder.scrambled-title"));
    what.setText(Texts.of("folder.scrambled-what"));
    would.setText(Texts.of("folder.scrambled-would"));
    agreed.setText(Texts.of("folder.scrambled-confirm"));
    agreed.setGraphic(new FontIcon("fth-check"));
  }
}
