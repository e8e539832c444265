package app.bothways.ui.parts;

import javafx.geometry.Pos;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.SVGPath;
import org.kordamp.ikonli.javafx.FontIcon;

/** Short words for the nodes that every screen uses. FX thread. */
public final class Parts {
  private Parts() {}

  public static Label label(String text, String... styles) {
    Label label = new Label(text);
    label.getStyleClass().addAll(styles);
    return label;
  }

  /** A label that wraps and takes the height it needs. */
  public static Label prose(String text, String... styles) {
    Label label = label(text, styles);
    label.getStyleClass().add("wrapped");
    label.setMinHeight(Region.USE_PREF_SIZE);
    return label;
  }

  public static HBox row(double gap, Node... nodes) {
    HBox row = new HBox(gap, nodes);
    row.setAlignment(Pos.CENTER_LEFT);
    return row;
  }

  public static VBox column(double gap, Node... nodes) {
    return new VBox(gap, nodes);
  }

  public static Region spring() {
    Region spring = new Region();
    HBox.setHgrow(spring, Priority.ALWAYS);
    VBox.setVgrow(spring, Priority.ALWAYS);
    return spring;
  }

  public static <N extends Node> N styled(N node, String... styles) {
    node.getStyleClass().addAll(styles);
    return node;
  }

  public static <N extends Node> N grow(N node) {
    HBox.setHgrow(node, Priority.ALWAYS);
    return node;
  }

  /** Visible and taking room, or neither. */
  public static void present(Node node, boolean present) {
    node.setVisible(present);
    node.setManaged(present);
  }

  public static VBox surface(Node... nodes) {
    return styled(new VBox(nodes), "surface");
  }

  public static Button button(String id, String text, String icon, Runnable action) {
    Button button = icon.isEmpty() ? new Button(text) : new Button(text, new FontIcon(icon));
    button.setId(id);
    button.setMinWidth(Region.USE_PREF_SIZE);
    button.setOnAction(e -> action.run());
    return button;
  }

  public static Button accent(Button button) {
    return styled(button, "accent");
  }

  /** A button of an icon alone; {@code name} is what it does, for screen readers and on hover. */
  public static Button iconButton(String id, String name, String icon, Runnable action) {
    Button button = button(id, "", icon, action);
    button.setAccessibleText(name);
    button.setTooltip(new Tooltip(name));
    button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
    button.getStyleClass().addAll("button-icon", "flat");
    return button;
  }

  /** The ⋯ menu. */
  public static MenuButton more(String id, String name) {
    MenuButton menu = new MenuButton("", new FontIcon("fth-more-horizontal"));
    menu.setId(id);
    menu.getStyleClass().addAll("more", "no-arrow");
    menu.setAccessibleText(name);
    menu.setMinWidth(Region.USE_PREF_SIZE);
    return menu;
  }

  public static StackPane tile(String icon, String... styles) {
    StackPane tile = new StackPane(new FontIcon(icon));
    tile.getStyleClass().add("tile");
    tile.getStyleClass().addAll(styles);
    return tile;
  }

  /** The two arrows on their ground; {@code size} in pixels. */
  public static StackPane mark(double size) {
    SVGPath arrows = new SVGPath();
    arrows.setContent("M4 9H20L15 4M20 15H4L9 20");
    arrows.getStyleClass().add("arrows");
    double scale = size * .62 / 24;
    arrows.setScaleX(scale);
    arrows.setScaleY(scale);
    StackPane mark = styled(new StackPane(new Group(arrows)), "mark");
    mark.setMinSize(size, size);
    mark.setMaxSize(size, size);
    if (size > 40) {
      mark.getStyleClass().add("huge");
    }
    return mark;
  }

  /** Title, line below it, what can be done at the right; then the page's content. */
  public static VBox page(Label title, Label lead, Node action, Node... content) {
    title.getStyleClass().add("h1");
    lead.getStyleClass().add("lead");
    VBox words = grow(column(2, title, lead));
    words.setMinWidth(0);
    VBox page = styled(new VBox(row(12, words, action)), "page");
    page.getChildren().addAll(content);
    return page;
  }

  public static ScrollPane scroll(Node page) {
    ScrollPane scroll = styled(new ScrollPane(page), "page-scroll");
    scroll.setFitToWidth(true);
    scroll.setFitToHeight(true);
    scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
    return scroll;
  }
}
