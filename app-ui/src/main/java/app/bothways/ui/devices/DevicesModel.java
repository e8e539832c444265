package app.bothways.ui.devices;

import app.bothways.app.DeviceView;
import app.bothways.net.PathPolicy;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.PeerView.LinkState;
import app.bothways.net.report.Traffic;
import app.bothways.ui.parts.Badge;
import app.bothways.ui.parts.Format;
import app.bothways.ui.parts.Live;
import app.bothways.ui.parts.Snapshot;
import app.bothways.ui.parts.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** What the Devices screen shows and does. Properties change on the FX thread. */
public final class DevicesModel {
  private final Live live;
  private final ObjectProperty<List<DeviceRow>> rows = new SimpleObjectProperty<>(List.of());
  private final StringProperty lead = new SimpleStringProperty("");
  private final StringProperty problem = new SimpleStringProperty("");

  public DevicesModel(Live live) {
    this.live = live;
    live.each(this::show);
  }

  public ObjectProperty<List<DeviceRow>> rows() {
    return rows;
  }

  /** The line under the title. */
  public StringProperty lead() {
    return lead;
  }

  public StringProperty problem() {
    return problem;
  }

  public void rename(String id, String name) {
    live.ask(app -> app.renameDevice(id, name.strip()), problem::set);
  }

  public void remove(String id) {
    live.ask(app -> app.removeDevice(id), problem::set);
  }

  public void policy(String id, PathPolicy policy) {
    live.ask(app -> app.devicePolicy(id, policy), problem::set);
  }

  private void show(Snapshot now) {
    lead.set(Texts.of("devices.lead", now.status().name(), now.devices().size()));
    List<DeviceRow> next = new ArrayList<>();
    for (DeviceView view : now.devices()) {
      next.add(row(view, next.size(), now.at()));
    }
    rows.set(List.copyOf(next));
  }

  private static DeviceRow row(DeviceView view, int index, Instant now) {
    PeerView link = view.link();
    Traffic traffic = link.traffic();
    boolean connected = link.link() == LinkState.DIRECT || link.link() == LinkState.RELAYED;
    String latency =
        link.path()
            .rtt()
            .filter(r -> connected)
            .map(Format::latency)
            .orElse(Texts.of("common.none"));
    String system = view.device().system();
    return new DeviceRow(
        view.device().id().toString(),
        index,
        view.device().name(),
        icon(view.device().name(), system),
        detail(system, link, now),
        Badge.of(link.link()),
        latency,
        Format.bytes(traffic.sentDirect() + traffic.sentRelay()),
        Format.bytes(traffic.receivedDirect() + traffic.receivedRelay()),
        view.device().policy());
  }

  private static String detail(String system, PeerView link, Instant now) {
    Duration since = Duration.between(link.since(), now);
    String state = Texts.each("devices.since", link.link(), Format.duration(since));
    return system.isBlank() ? state : system + "  ·  " + state;
  }

  /** No system tells a server from a desktop; its owner's name for it may. */
  private static String icon(String name, String system) {
    String s = system.toLowerCase(Locale.ROOT);
    if (s.contains("android") || s.contains("ios")) {
      return "fth-smartphone";
    }
    boolean server =
        (name + " " + system).toLowerCase(Locale.ROOT).matches(".*\\b(server|nas)\\b.*");
    return server ? "fth-server" : "fth-monitor";
  }
}
