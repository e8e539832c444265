package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.iconButton;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.spring;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.sync.FolderCare.Keep;
import app.bothways.ui.folder.ConflictsModel.Conflict;
import app.bothways.ui.folder.ConflictsModel.Side;
import app.bothways.ui.parts.Texts;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.RowConstraints;
import javafx.scene.layout.VBox;

/** One conflict: the file, the copy, and three ways to end it. */
final class ConflictCard extends VBox {
  private final FolderModel folder;
  private final Label path = label("", "h3");
  private final SideCard file;
  private final SideCard other;
  private Conflict conflict;

  ConflictCard(FolderModel folder, Conflict conflict) {
    super(12);
    this.folder = folder;
    this.conflict = conflict;
    getStyleClass().addAll("surface", "conflict");
    file = new SideCard("conflict-keep-this", Texts.of("folder.keep-this"), Keep.THIS);
    other = new SideCard("conflict-keep-other", Texts.of("folder.keep-other"), Keep.OTHER);
    path.setMinWidth(0);
    var both =
        button(
            "conflict-keep-both", Texts.of("folder.keep-both"), "fth-copy", () -> end(Keep.BOTH));
    VBox words = grow(column(0, path));
    words.setMinWidth(0);
    getChildren().addAll(row(12, words, both), halves(file, other));
  }

  /** Two columns of the same width; a grid, since it knows how texts wrap in its columns. */
  private static GridPane halves(SideCard left, SideCard right) {
    GridPane halves = new GridPane(12, 0);
    ColumnConstraints half = new ColumnConstraints();
    half.setPercentWidth(50);
    halves.getColumnConstraints().setAll(half, half);
    RowConstraints whole = new RowConstraints();
    whole.setFillHeight(true);
    halves.getRowConstraints().setAll(whole);
    halves.addRow(0, left, right);
    return halves;
  }

  void update(Conflict now) {
    conflict = now;
    path.setText(now.path());
    path.setTooltip(new Tooltip(now.path()));
    file.show(now.file(), now.path());
    other.show(now.other(), now.copy());
  }

  private void end(Keep keep) {
    folder.conflicts().resolve(conflict, keep);
  }

  /** One of the two contents. */
  private final class SideCard extends VBox {
    private final Label by = prose("", "strong");
    private final Label name = prose("", "hint");
    private final Label detail = prose("", "hint");
    private String at = "";

    SideCard(String id, String keep, Keep which) {
      super(4);
      getStyleClass().add("side");
      setMaxSize(Double.MAX_VALUE, Double.MAX_VALUE);
      setMinWidth(0);
      HBox does =
          row(
              6,
              button(id, keep, "", () -> end(which)),
              spring(),
              iconButton(
                  id + "-open",
                  Texts.of("folder.open-file"),
                  "fth-file-text",
                  () -> folder.openFile(at)),
              iconButton(
                  id + "-show",
                  Texts.of("folder.show-in-folder"),
                  "fth-external-link",
                  () -> folder.showInFolder(at)));
      getChildren().addAll(by, styled(name, "wrapped"), detail, spring(), does);
    }

    void show(Side side, String path) {
      at = path;
      by.setText(side.by());
      name.setText(side.name());
      detail.setText(side.detail());
    }
  }
}
