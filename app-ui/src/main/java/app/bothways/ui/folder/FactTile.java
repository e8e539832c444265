package app.bothways.ui.folder;

import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.row;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** One figure with what it is of. */
final class FactTile extends VBox {
  private final Label number = label("", "fact-num");
  private final Label unit = label("", "unit");
  private final Label below = label("", "hint");

  FactTile(String id, String title) {
    getStyleClass().addAll("surface", "stat");
    number.setId(id);
    number.setMinWidth(USE_PREF_SIZE);
    HBox figure = row(4, number, unit);
    figure.setAlignment(Pos.BASELINE_LEFT);
    getChildren().addAll(label(title, "hint"), figure, below);
    grow(this);
    setMaxWidth(Double.MAX_VALUE);
    setPrefWidth(10);
    setMinWidth(0);
  }

  void show(FolderPage.Figure figure) {
    number.setText(figure.number());
    unit.setText(figure.unit());
    below.setText(figure.below());
  }
}
