package app.bothways.ui.devices;

import static app.bothways.ui.parts.Parts.accent;
import static app.bothways.ui.parts.Parts.button;
import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.more;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.net.PathPolicy;
import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Question;
import app.bothways.ui.parts.Texts;
import java.util.EnumMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** One device: what it is, how it is reached, and what can be done with it. */
final class DeviceCard extends VBox {
  private final DevicesModel model;
  private final String id;
  private final int index;
  private final FontIcon icon = new FontIcon();
  private final Label name = label("", "strong");
  private final Label detail = label("", "hint");
  private final BadgeLabel badge;
  private final Label latency = label("", "strong");
  private final Label sent = label("", "strong");
  private final Label received = label("", "strong");
  private final Map<PathPolicy, RadioMenuItem> policies = new EnumMap<>(PathPolicy.class);
  private final VBox extra = new VBox();

  DeviceCard(DevicesModel model, DeviceRow row) {
    this.model = model;
    this.id = row.id();
    this.index = row.index();
    getStyleClass().add("surface");
    setId("device-" + index);
    badge = new BadgeLabel(row.badge());
    badge.setId("device-badge-" + index);
    name.setId("device-name-" + index);
    StackPane tile = styled(new StackPane(icon), "tile");
    VBox words = grow(column(2, name, detail));
    words.setMinWidth(0);
    HBox facts =
        row(
            28,
            fact(Texts.of("devices.latency"), latency),
            fact(Texts.of("devices.sent"), sent),
            fact(Texts.of("devices.received"), received));
    facts.getStyleClass().add("facts");
    getChildren().addAll(row(14, tile, words, badge, menu(row)), facts);
  }

  void update(DeviceRow row) {
    icon.setIconLiteral(row.icon());
    name.setText(row.name());
    detail.setText(row.detail());
    badge.show(row.badge());
    latency.setText(row.latency());
    sent.setText(row.sent());
    received.setText(row.received());
    policies.get(row.policy()).setSelected(true);
  }

  private static VBox fact(String title, Label value) {
    value.setMinWidth(72);
    return column(1, label(title, "hint"), value);
  }

  private MenuButton menu(DeviceRow row) {
    MenuButton menu = more("device-menu-" + index, Texts.of("devices.menu", row.name()));
    MenuItem rename = new MenuItem(Texts.of("devices.rename"));
    rename.setId("device-rename-" + index);
    rename.setOnAction(e -> askName());
    Menu policy = new Menu(Texts.of("devices.policy"));
    ToggleGroup group = new ToggleGroup();
    for (PathPolicy p : PathPolicy.values()) {
      RadioMenuItem item = new RadioMenuItem(Texts.each("devices.policy", p));
      item.setToggleGroup(group);
      item.setOnAction(e -> model.policy(id, p));
      policies.put(p, item);
      policy.getItems().add(item);
    }
    MenuItem copy = new MenuItem(Texts.of("devices.copy-id"));
    copy.setOnAction(e -> Problem.copy(id));
    MenuItem remove = new MenuItem(Texts.of("devices.unpair"));
    remove.setId("device-unpair-" + index);
    remove.setOnAction(e -> askRemove());
    menu.getItems().addAll(rename, policy, copy, remove);
    return menu;
  }

  private void askName() {
    TextField field = new TextField(name.getText());
    field.setId("device-name-field-" + index);
    field.setAccessibleText(Texts.of("devices.rename"));
    HBox.setHgrow(field, Priority.ALWAYS);
    Runnable save =
        () -> {
          if (!field.getText().isBlank()) {
            model.rename(id, field.getText());
          }
          close();
        };
    field.setOnAction(e -> save.run());
    HBox line =
        row(
            8,
            field,
            accent(button("device-name-save-" + index, Texts.of("common.save"), "", save)),
            button("device-name-cancel-" + index, Texts.of("common.cancel"), "", this::close));
    line.setAlignment(Pos.CENTER_LEFT);
    open(styled(new VBox(line), "asking"));
    field.requestFocus();
    field.selectAll();
  }

  private void askRemove() {
    open(
        new Question(
            "device-unpair-yes-" + index,
            Texts.of("devices.unpair-question", name.getText()),
            Texts.of("devices.unpair"),
            () -> model.remove(id),
            this::close));
  }

  private void open(javafx.scene.Node question) {
    extra.getChildren().setAll(question);
    if (!getChildren().contains(extra)) {
      getChildren().add(extra);
    }
  }

  private void close() {
    getChildren().remove(extra);
  }
}
