package app.bothways.ui.parts;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.iconButton;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;

import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** What was refused, on the page itself: there while the property holds a sentence. */
public final class Problem extends HBox {
  public Problem(String id, StringProperty problem) {
    super(12);
    setId(id);
    setAlignment(Pos.CENTER_LEFT);
    getStyleClass().add("notice");
    Label text = grow(prose(""));
    text.setMaxWidth(Double.MAX_VALUE);
    text.textProperty().bind(problem);
    getChildren()
        .addAll(
            new FontIcon("fth-alert-triangle"),
            text,
            button(id + "-copy", Texts.of("common.copy"), "", () -> copy(problem.get())),
            iconButton(id + "-close", Texts.of("common.dismiss"), "fth-x", () -> problem.set("")));
    present(this, !problem.get().isEmpty());
    problem.addListener((o, old, now) -> present(this, !now.isEmpty()));
  }

  /** Puts text on the clipboard. */
  public static void copy(String text) {
    ClipboardContent content = new ClipboardContent();
    content.putString(text);
    Clipboard.getSystemClipboard().setContent(content);
  }
}
