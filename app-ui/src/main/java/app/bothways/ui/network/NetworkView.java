package app.bothways.ui.network;

import static app.bothways.ui.parts.Parts.label;
import static app.bothways.ui.parts.Parts.page;
import static app.bothways.ui.parts.Parts.present;
import static app.bothways.ui.parts.Parts.prose;
import static app.bothways.ui.parts.Parts.row;
import static app.bothways.ui.parts.Parts.scroll;
import static app.bothways.ui.parts.Parts.spring;
import static app.bothways.ui.parts.Parts.styled;
import static app.bothways.ui.parts.Parts.surface;

import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.BadgeLabel;
import app.bothways.ui.parts.FigureTile;
import app.bothways.ui.parts.FigureTile.Size;
import app.bothways.ui.parts.Keyed;
import app.bothways.ui.parts.Problem;
import app.bothways.ui.parts.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Figures, the chart of one device, the table of all. */
public final class NetworkView {
  private final NetworkModel model;
  private final Node root;
  private final List<LinkItem> items = new ArrayList<>();
  private final Label chartTitle = label("", "h3");
  private final BadgeLabel chartBadge =
      new BadgeLabel(new Badge(Badge.Kind.MUTED, "fth-activity", ""));
  private final LatencyChart chart = new LatencyChart();
  private final VBox table = styled(surface(), "list");
  private final VBox chartCard;
  private final VBox empty;

  public NetworkView(NetworkModel model) {
    this.model = model;
    Label headline = label("");
    headline.setId("network-headline");
    headline.textProperty().bind(model.headline());
    chartTitle.setMinWidth(0);
    Label since = label(Texts.of("network.since-open"), "hint");
    since.setMinWidth(Region.USE_PREF_SIZE);
    chartCard = surface(row(10, chartTitle, chartBadge, spring(), since), chart);
    empty = surface(prose(Texts.of("network.empty"), "lead"));
    VBox rows = new VBox();
    table.getChildren().addAll(LinkItem.headings(), rows);
    rows.getStyleClass().add("list");
    root =
        scroll(
            page(
                label(Texts.of("network.title")),
                headline,
                TestCard.runner(model.test()),
                new Problem("network-problem", model.test().problem()),
                stats(),
                relayHelp(),
                new TestCard(model.test()),
                chartCard,
                table,
                empty));
    var keyed =
        new Keyed<LinkRow, LinkItem>(
            rows, r -> r.id() + "/" + r.index(), this::item, LinkItem::update);
    model
        .rows()
        .addListener(
            (o, old, now) -> {
              keyed.show(now);
              arrange();
            });
    model.chart().addListener((o, old, now) -> draw(now));
    keyed.show(model.rows().get());
    draw(model.chart().get());
    arrange();
  }

  public Node root() {
    return root;
  }

  private LinkItem item(LinkRow row) {
    LinkItem item = new LinkItem(model, row);
    item.setUserData(row.id());
    items.removeIf(i -> row.id().equals(i.getUserData()));
    items.add(item);
    return item;
  }

  private void arrange() {
    boolean any = !model.rows().get().isEmpty();
    present(chartCard, any);
    present(table, any);
    present(empty, !any);
  }

  private void draw(Optional<NetworkModel.Chart> shown) {
    shown.ifPresent(
        c -> {
          chartTitle.setText(Texts.of("network.latency-to", c.name()));
          chartBadge.show(c.badge());
          chart.show(c.samples());
          items.forEach(i -> i.chosen(c.id().equals(i.getUserData()) && items.size() > 1));
        });
  }

  private Label relayHelp() {
    Label help = prose("", "hint");
    help.setId("network-relay-help");
    help.textProperty().bind(model.relayHelp());
    present(help, !model.relayHelp().get().isEmpty());
    model.relayHelp().addListener((o, old, now) -> present(help, !now.isEmpty()));
    return help;
  }

  private HBox stats() {
    FigureTile connected =
        new FigureTile("network-connected", Texts.of("network.connected"), Size.BIG);
    FigureTile relay = new FigureTile("network-relay", Texts.of("network.relay-latency"), Size.BIG);
    FigureTile sending = new FigureTile("network-sending", Texts.of("network.sending"), Size.BIG);
    FigureTile receiving =
        new FigureTile("network-receiving", Texts.of("network.receiving"), Size.BIG);
    Runnable show =
        () -> {
          NetworkModel.Stats s = model.stats().get();
          connected.show(s.connected());
          relay.show(s.relay());
          sending.show(s.sending());
          receiving.show(s.receiving());
        };
    model.stats().addListener((o, old, now) -> show.run());
    show.run();
    return new HBox(14, connected, relay, sending, receiving);
  }
}
