package app.bothways.ui.network;

import static app.bothways.ui.parts.Parts.column;
import static app.bothways.ui.parts.Parts.grow;
import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.styled;

import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.Texts;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** One device in the table; chosen by click or Enter, it is the one in the chart. */
final class LinkItem extends VBox {
  private static final double BADGE = 100;
  private static final double LATENCY = 64;
  private static final double RATES = 96;
  private static final double BYTES = 118;
  private static final double SINCE = 94;

  /** Narrower than this, the last column gives its room to the names. */
  private static final double ALL_COLUMNS = 700;

  private final Label name = label("", "strong");
  private final Label where = label("", "hint");
  private final BadgeLabel badge;
  private final Label latency = label("", "num");
  private final Label sending = label("", "num");
  private final Label receiving = label("", "num");
  private final Label direct = label("", "num");
  private final Label relayed = label("", "num");
  private final Label since = label("", "num");
  private final Label why = prose("", "hint");
  private final HBox whyLine;
  private final ReliabilityStrip strip = new ReliabilityStrip();
  private final Label past = prose("", "hint");
  private final HBox pastLine;

  LinkItem(NetworkModel model, LinkRow row) {
    getStyleClass().addAll("list-row", "selectable");
    setId("network-row-" + row.index());
    setSpacing(8);
    setFocusTraversable(true);
    setAccessibleRole(AccessibleRole.BUTTON);
    badge = new BadgeLabel(row.badge());
    badge.setId("network-badge-" + row.index());
    where.setId("network-address-" + row.index());
    latency.setId("network-rtt-" + row.index());
    direct.setId("network-direct-" + row.index());
    relayed.setId("network-relayed-" + row.index());
    why.setId("network-why-" + row.index());
    StackPane badgeCell = cell(badge, BADGE);
    badgeCell.setAlignment(Pos.CENTER_LEFT);
    VBox words = grow(column(2, name, where));
    words.setMinWidth(110);
    StackPane sinceCell = cell(since, SINCE);
    giveWay(this, sinceCell);
    HBox line =
        row(
            10,
            words,
            badgeCell,
            cell(latency, LATENCY),
            cell(right(sending, receiving), RATES),
            cell(right(direct, relayed), BYTES),
            sinceCell);
    whyLine = styled(row(8, new FontIcon("fth-info"), grow(why)), "why");
    past.setId("network-past-" + row.index());
    pastLine = row(12, strip, grow(past));
    getChildren().addAll(line, pastLine, whyLine);
    setOnMouseClicked(e -> model.choose(row.id()));
    setOnKeyPressed(
        e -> {
          if (e.getCode() == KeyCode.ENTER || e.getCode() == KeyCode.SPACE) {
            model.choose(row.id());
            e.consume();
          }
        });
  }

  void update(LinkRow row) {
    name.setText(row.name());
    where.setText(row.where());
    badge.show(row.badge());
    latency.setText(row.latency());
    sending.setText("↑ " + row.sending());
    receiving.setText("↓ " + row.receiving());
    direct.setText(Texts.of("network.bytes-direct", row.direct()));
    relayed.setText(Texts.of("network.bytes-relayed", row.relayed()));
    since.setText(row.since());
    why.setText(row.why());
    present(whyLine, !row.why().isEmpty());
    present(pastLine, !row.past().days().isEmpty());
    strip.show(row.past());
    past.setText(row.past().text());
    setAccessibleText(row.name() + ", " + row.badge().word() + ", " + row.latency());
  }

  void chosen(boolean chosen) {
    getStyleClass().remove("chosen");
    if (chosen) {
      getStyleClass().add("chosen");
    }
  }

  private static void giveWay(Region line, StackPane lastColumn) {
    line.widthProperty()
        .addListener((o, old, now) -> present(lastColumn, now.doubleValue() >= ALL_COLUMNS));
  }

  private static VBox right(Label first, Label second) {
    VBox both = column(2, first, second);
    both.setAlignment(Pos.CENTER_RIGHT);
    return both;
  }

  private static StackPane cell(javafx.scene.Node node, double width) {
    StackPane cell = new StackPane(node);
    cell.setAlignment(Pos.CENTER_RIGHT);
    cell.setMinWidth(width);
    cell.setPrefWidth(width);
    cell.setMaxWidth(width);
    return cell;
  }

  /** The headings over the columns, as wide as these. */
  static HBox headings() {
    Label device = label(Texts.of("network.column.device"), "hint");
    StackPane badgeCell = cell(label(Texts.of("network.column.link"), "hint"), BADGE);
    badgeCell.setAlignment(Pos.CENTER_LEFT);
    HBox words = grow(row(0, device));
    words.setMinWidth(110);
    StackPane sinceCell = cell(label(Texts.of("network.column.since"), "hint"), SINCE);
    HBox headings =
        styled(
            row(
                10,
                words,
                badgeCell,
                cell(label(Texts.of("network.column.latency"), "hint"), LATENCY),
                cell(label(Texts.of("network.column.rate"), "hint"), RATES),
                cell(label(Texts.of("network.column.bytes"), "hint"), BYTES),
                sinceCell),
            "list-row",
            "headings");
    giveWay(headings, sinceCell);
    return headings;
  }
}
