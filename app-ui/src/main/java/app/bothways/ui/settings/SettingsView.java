package app.bothways.ui.settings;

import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.page;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.scroll;
import static app.bothways.ui.parts.Parts.styled;
import static app.bothways.ui.parts.Parts.surface;

import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Texts;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One list; changes are saved as they are made. */
public final class SettingsView {
  private final SettingsModel model;
  private final Node root;

  public SettingsView(SettingsModel model) {
    this.model = model;
    Label id = label("", "hint");
    id.setId("settings-id");
    id.textProperty().bind(model.id());
    id.setMinWidth(0);
    Label version = label("", "num");
    version.textProperty().bind(model.version());
    VBox list =
        surface(
            line(Texts.of("settings.name"), prose(Texts.of("settings.name-lead"), "hint"), name()),
            line(
                Texts.of("settings.theme"),
                prose(Texts.of("settings.theme-lead"), "hint"),
                theme()),
            line(
                Texts.of("settings.id"),
                id,
                button(
                    "settings-copy-id",
                    Texts.of("common.copy"),
                    "fth-copy",
                    () -> Problem.copy(model.id().get()))),
            line(
                Texts.of("settings.version"),
                prose(Texts.of("settings.version-lead"), "hint"),
                version));
    list.getStyleClass().add("list");
    root =
        scroll(
            page(
                label(Texts.of("settings.title")),
                label(Texts.of("settings.lead")),
                new Region(),
                new Problem("settings-problem", model.problem()),
                list));
  }

  public Node root() {
    return root;
  }

  private static HBox line(String title, Label detail, Node control) {
    VBox words = grow(column(2, label(title, "strong"), detail));
    words.setMinWidth(0);
    return styled(row(14, words, control), "list-row");
  }

  private TextField name() {
    TextField field = new TextField(model.name().get());
    field.setId("settings-name");
    field.setAccessibleText(Texts.of("settings.name"));
    field.setPrefWidth(220);
    field.setMinWidth(160);
    field.setOnAction(e -> model.rename(field.getText()));
    field
        .focusedProperty()
        .addListener(
            (o, was, focused) -> {
              if (!focused) {
                model.rename(field.getText());
              }
            });
    model
        .name()
        .addListener(
            (o, old, now) -> {
              if (!field.isFocused() || field.getText().equals(old)) {
                field.setText(now);
              }
            });
    return field;
  }

  private HBox theme() {
    ToggleGroup group = new ToggleGroup();
    HBox segments = styled(new HBox(), "segments");
    for (ThemeChoice choice : ThemeChoice.values()) {
      ToggleButton toggle = new ToggleButton(Texts.each("settings.theme", choice));
      toggle.setId("theme-" + choice.stored());
      toggle.setMinWidth(Region.USE_PREF_SIZE);
      toggle.setToggleGroup(group);
      toggle.setSelected(model.theme().get() == choice);
      toggle.setOnAction(
          e -> {
            toggle.setSelected(true);
            model.theme().set(choice);
          });
      segments.getChildren().add(toggle);
    }
    return segments;
  }
}
