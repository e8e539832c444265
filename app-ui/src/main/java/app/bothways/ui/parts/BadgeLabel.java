package app.bothways.ui.parts;

import javafx.scene.control.Label;
import org.kordamp.ikonli.javafx.FontIcon;

/** Shows a {@link Badge}, and another one when the state changes. */
public final class BadgeLabel extends Label {
  private final FontIcon icon = new FontIcon();

  public BadgeLabel(Badge badge) {
    setGraphic(icon);
    setMinWidth(USE_PREF_SIZE);
    show(badge);
  }

  public void show(Badge badge) {
    setText(badge.word());
    icon.setIconLiteral(badge.icon());
    getStyleClass().setAll("label", "badge", badge.kind().style());
  }
}
