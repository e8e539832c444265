package app.bothways.ui.parts;

import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.row;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** One figure under its title. Tiles in a row share its width equally. FX thread. */
public final class FigureTile extends VBox {
  /** How large the number is. */
  public enum Size {
    BIG("big-num"),
    SMALL("fact-num");

    private final String style;

    Size(String style) {
      this.style = style;
    }
  }

  private final Label number;
  private final Label unit = label("", "unit");
  private final Label below = label("", "hint");

  /**
   * @param id of the number, for tests and tools
   */
  public FigureTile(String id, String title, Size size) {
    number = label("", size.style);
    getStyleClass().addAll("surface", "stat");
    number.setId(id);
    number.setMinWidth(USE_PREF_SIZE);
    // The line below may break in two; both count in the height.
    below.setMinHeight(USE_PREF_SIZE);
    HBox figure = row(4, number, unit);
    figure.setAlignment(Pos.BASELINE_LEFT);
    getChildren().addAll(label(title, "hint"), figure, below);
    grow(this);
    setMaxWidth(Double.MAX_VALUE);
    setPrefWidth(10);
    setMinWidth(0);
  }

  public void show(Figure figure) {
    number.setText(figure.number());
    unit.setText(figure.unit());
    below.setText(figure.below());
  }
}
