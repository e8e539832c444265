package app.bothways.ui.parts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/** One of a few, all of them in sight: exactly one is always chosen. FX thread. */
public final class Segments<T> extends HBox {
  private final Map<T, ToggleButton> toggles = new LinkedHashMap<>();
  private final ToggleGroup group = new ToggleGroup();
  private final Consumer<T> chosen;

  /**
   * @param chosen is told what a person chooses; what {@link #show} shows it is not told
   */
  public Segments(Consumer<T> chosen) {
    this.chosen = chosen;
    getStyleClass().add("segments");
    setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
    setAccessibleRole(AccessibleRole.TOOL_BAR);
  }

  /** One more choice, at the end. */
  public Segments<T> add(T value, String id, String text) {
    ToggleButton toggle = new ToggleButton(text);
    toggle.setId(id);
    toggle.setMinWidth(USE_PREF_SIZE);
    toggle.setToggleGroup(group);
    toggle.setOnAction(
        e -> {
          toggle.setSelected(true);
          chosen.accept(value);
        });
    toggles.put(value, toggle);
    getChildren().add(toggle);
    return this;
  }

  public void show(T value) {
    toggles.get(value).setSelected(true);
  }

  /** Another text for one of the choices. */
  public void name(T value, String text) {
    toggles.get(value).setText(text);
  }
}
