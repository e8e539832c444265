package app.bothways.ui.network;

import app.bothways.app.DeviceView;
import app.bothways.app.WhyText;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.Figure;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the Network screen shows. Gathers samples from every picture, shown or not. FX thread. */
public final class NetworkModel {
  /** The four figures at the top. */
  public record Stats(Figure connected, Figure relay, Figure sending, Figure receiving) {
    static final Stats EMPTY = new Stats(Figure.EMPTY, Figure.EMPTY, Figure.EMPTY, Figure.EMPTY);
  }

  /** The device in the chart. */
  record Chart(String id, String name, Badge badge, List<Sample> samples) {}

  private final Map<String, History> histories = new HashMap<>();
  private final StringProperty headline = new SimpleStringProperty("");
  private final StringProperty relayHelp = new SimpleStringProperty("");
  private final ObjectProperty<Stats> stats = new SimpleObjectProperty<>(Stats.EMPTY);
  private final ObjectProperty<List<LinkRow>> rows = new SimpleObjectProperty<>(List.of());
  private final ObjectProperty<Optional<Chart>> chart =
      new SimpleObjectProperty<>(Optional.empty());
  private Optional<String> chosen = Optional.empty();
  private Optional<Snapshot> latest = Optional.empty();

  private final TestModel test;
  private final Pasts pasts;

  public NetworkModel(Live live) {
    test = new TestModel(live);
    pasts = new Pasts(live, () -> latest.ifPresent(this::table));
    live.each(this::show);
  }

  public TestModel test() {
    return test;
  }

  /** One sentence that says how things stand. */
  public StringProperty headline() {
    return headline;
  }

  /** What would help where no relay can be used. */
  StringProperty relayHelp() {
    return relayHelp;
  }

  public ObjectProperty<Stats> stats() {
    return stats;
  }

  public ObjectProperty<List<LinkRow>> rows() {
    return rows;
  }

  ObjectProperty<Optional<Chart>> chart() {
    return chart;
  }

  /** Puts a device into the chart. */
  public void choose(String id) {
    chosen = Optional.of(id);
    latest.ifPresent(this::draw);
  }

  private void show(Snapshot now) {
    latest = Optional.of(now);
    histories.keySet().retainAll(now.devices().stream().map(NetworkModel::id).toList());
    for (DeviceView d : now.devices()) {
      histories.computeIfAbsent(id(d), k -> new History()).add(d.link(), now.at());
    }
    headline.set(sentence(now));
    stats.set(figures(now));
    relayHelp.set(relayHelp(now));
    pasts.follow(now.devices().stream().map(NetworkModel::id).toList(), now.at());
    table(now);
    draw(now);
  }

  private void table(Snapshot now) {
    List<LinkRow> next = new ArrayList<>();
    now.devices().forEach(d -> next.add(row(d, next.size(), now)));
    rows.set(List.copyOf(next));
  }

  private static String id(DeviceView d) {
    return d.device().id().toString();
  }

  private static String sentence(Snapshot now) {
    int all = now.devices().size();
    if (all == 0) {
      return Texts.of("network.none");
    }
    int connected = now.connected();
    long relayed = now.count(LinkState.RELAYED);
    String reach =
        connected == all
            ? Texts.of("network.all-connected", all)
            : Texts.of("network.some-connected", connected, all);
    return relayed == 0 ? reach : reach + " " + Texts.of("network.relayed-too", relayed);
  }

  private Stats figures(Snapshot now) {
    Traffic sum = Traffic.NONE;
    long up = 0;
    long down = 0;
    for (DeviceView d : now.devices()) {
      Traffic t = d.link().traffic();
      sum =
          new Traffic(
              sum.sentDirect() + t.sentDirect(),
              sum.sentRelay() + t.sentRelay(),
              sum.receivedDirect() + t.receivedDirect(),
              sum.receivedRelay() + t.receivedRelay());
      History h = histories.get(id(d));
      up += h.sending();
      down += h.receiving();
    }
    return new Stats(
        new Figure(
            String.valueOf(now.connected()),
            Texts.of("network.of", now.devices().size()),
            Texts.of("network.links", now.count(LinkState.DIRECT), now.count(LinkState.RELAYED))),
        relay(now),
        rate(up, sum.sentDirect(), sum.sentRelay()),
        rate(down, sum.receivedDirect(), sum.receivedRelay()));
  }

  private static Figure rate(long perSecond, long direct, long relayed) {
    Format.Amount amount = Format.amount(perSecond);
    return new Figure(
        amount.number(),
        amount.unit() + "/s",
        Texts.of("network.by-path", Format.bytes(direct), Format.bytes(relayed)));
  }

  private static Figure relay(Snapshot now) {
    Optional<RelayView> home = now.network().homeRelay();
    if (home.isEmpty()) {
      String text =
          now.network().relays().stream()
              .findFirst()
              .map(NetworkModel::state)
              .orElseGet(() -> Texts.of("network.no-relay"));
      return new Figure(Texts.of("common.none"), "", text);
    }
    RelayView relay = home.get();
    if (relay.state() != RelayView.State.CONNECTED || relay.latency().isEmpty()) {
      return new Figure(Texts.of("common.none"), "", state(relay));
    }
    String limited = relay.detail().isBlank() ? "" : ": " + relay.detail();
    return new Figure(
        Format.latencyNumber(relay.latency().get()), "ms", host(relay.url()) + limited);
  }

  private static String state(RelayView relay) {
    return Texts.each("network.relay", relay.state(), host(relay.url()));
  }

  /** What would help when no relay can be used; empty when one is, or none is wanted. */
  private static String relayHelp(Snapshot now) {
    boolean used = now.network().homeRelay().isPresent();
    boolean any =
        now.network().relays().stream().anyMatch(r -> r.state() == RelayView.State.CONNECTED);
    return used && any
        ? ""
        : now.network().relays().stream()
            .findFirst()
            .map(r -> Texts.each("network.relay-help", r.state()))
            .orElse("");
  }

  private static String host(RelayUrl url) {
    String text = url.toString();
    return text.substring(text.indexOf("//") + 2);
  }

  private LinkRow row(DeviceView d, int index, Snapshot now) {
    PeerView link = d.link();
    boolean up = link.link() == LinkState.DIRECT || link.link() == LinkState.RELAYED;
    History history = histories.get(id(d));
    Traffic t = link.traffic();
    String dash = Texts.of("common.none");
    return new LinkRow(
        id(d),
        index,
        d.device().name(),
        where(link, d),
        Badge.of(link.link()),
        link.path().rtt().filter(r -> up).map(Format::latency).orElse(dash),
        up ? Format.rate(history.sending()) : dash,
        up ? Format.rate(history.receiving()) : dash,
        Format.bytes(t.sentDirect() + t.receivedDirect()),
        Format.bytes(t.sentRelay() + t.receivedRelay()),
        Format.duration(Duration.between(link.since(), now.at())),
        why(link),
        pasts.of(id(d)));
  }

  private static String where(PeerView link, DeviceView d) {
    String system = d.device().system();
    return switch (link.link()) {
      case DIRECT -> link.path().address();
      case RELAYED ->
          RelayUrl.parse(link.path().address())
              .map(u -> Texts.of("network.via", host(u)))
              .orElseGet(() -> Texts.of("network.via", link.path().address()));
      case OFFLINE, CONNECTING -> system.isBlank() ? Texts.of("network.no-path") : system;
    };
  }

  /** The reason, and what would help where something would. */
  static String why(PeerView link) {
    Why why = link.why();
    if (link.link() == LinkState.DIRECT || why == Why.DIRECT) {
      return "";
    }
    return WhyText.of(why).line();
  }

  private void draw(Snapshot now) {
    Optional<DeviceView> shown =
        now.devices().stream()
            .filter(d -> chosen.filter(id(d)::equals).isPresent())
            .findFirst()
            .or(
                () ->
                    now.devices().stream()
                        .filter(d -> d.link().path().rtt().isPresent())
                        .findFirst())
            .or(() -> now.devices().stream().findFirst());
    chart.set(
        shown.map(
            d ->
                new Chart(
                    id(d),
                    d.device().name(),
                    Badge.of(d.link().link()),
                    histories.get(id(d)).samples())));
  }
}
