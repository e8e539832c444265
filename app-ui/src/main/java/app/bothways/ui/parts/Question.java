package app.bothways.ui.parts;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;

import javafx.scene.control.Button;
import javafx.scene.layout.VBox;

/** A question inside the page, in place of a dialog: what will happen, yes, no. */
public final class Question extends VBox {
  /**
   * @param id of the yes button; the no button has {@code -no} after it
   */
  public Question(String id, String text, String yes, Runnable agreed, Runnable closed) {
    getStyleClass().add("asking");
    Button no = button(id + "-no", Texts.of("common.keep"), "", closed);
    Button go =
        button(
            id,
            yes,
            "",
            () -> {
              closed.run();
              agreed.run();
            });
    go.getStyleClass().add("danger");
    getChildren().addAll(prose(text, "strong"), row(8, go, no));
  }
}
