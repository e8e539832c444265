package app.bothways.app.control;

import app.bothways.app.App;
import app.bothways.app.DeviceView;
import app.bothways.app.StatusView;
import app.bothways.app.WhyText;
import app.bothways.net.report.NetworkView;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Why;
import app.bothways.pairing.Device;
import app.bothways.sync.FolderOffer;
import app.bothways.sync.FolderStatus;
import app.bothways.sync.model.SyncError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the node shows, in the shapes that scripts depend on: times in RFC 3339, durations in
 * milliseconds, sizes in bytes, words in lower case with hyphens, {@code null} for what is unknown.
 */
public final class ViewJson {
  private final App app;

  public ViewJson(App app) {
    this.app = app;
  }

  /** An enum constant as it is written in answers: {@code IN_SYNC} is {@code in-sync}. */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ObjectNode object() {
    return Message.JSON.createObjectNode();
  }

  static ArrayNode array() {
    return Message.JSON.createArrayNode();
  }

  ObjectNode status(StatusView view) {
    ObjectNode json = object().put("nodeId", view.id().toString());
    json.put("name", view.name()).put("version", view.version());
    json.set("homeRelay", view.homeRelay().<JsonNode>map(ViewJson::relay).orElseGet(this::nothing));
    return json.put("devices", view.devices())
        .put("connected", view.connected())
        .put("folders", view.folders())
        .put("state", word(view.overall()));
  }

  ObjectNode device(DeviceView view) {
    Device device = view.device();
    ObjectNode json = object().put("nodeId", device.id().toString());
    json.put("name", device.name()).put("system", device.system());
    json.put("pairedAt", device.pairedAt().toString());
    json.put("policy", PolicyWord.of(device.policy()));
    return link(json, view.link());
  }

  ObjectNode offer(FolderOffer offer) {
    return object()
        .put("offer", offer.offer())
        .put("folder", offer.folder().toString())
        .put("name", offer.name())
        .put("from", offer.from().toString())
        .put("files", offer.files())
        .put("bytes", offer.bytes())
        .put("mode", word(offer.mode()));
  }

  ObjectNode folder(FolderStatus status) {
    ObjectNode json = object().put("folder", status.id().toString());
    json.put("name", status.name()).put("path", status.path().toString());
    json.put("state", word(status.state()));
    json.set("local", totals(status.local()));
    json.set("global", totals(status.global()));
    json.putObject("need").put("files", status.need().files()).put("bytes", status.need().bytes());
    ArrayNode devices = json.putArray("devices");
    for (FolderStatus.Member member : status.members()) {
      devices
          .addObject()
          .put("name", app.deviceName(member.id()))
          .put("nodeId", member.id().toString())
          .put("connected", member.connected())
          .put("completion", member.completion());
    }
    ArrayNode errors = json.putArray("errors");
    status.errors().forEach(error -> error(errors.addObject(), error));
    json.put("conflicts", status.conflicts()).put("bytesPerSecond", status.bytesPerSecond());
    json.put("etaSeconds", status.eta().map(Duration::toSeconds).orElse(null));
    json.put("mode", word(status.mode())).put("notTaken", status.notTaken());
    return json.put("localOnly", status.localOnly());
  }

  static void error(ObjectNode json, SyncError error) {
    json.put("path", error.path())
        .put("code", word(error.code()))
        .put("text", error.text())
        .put("next", error.next());
  }

  private static ObjectNode totals(FolderStatus.Totals totals) {
    return object()
        .put("files", totals.files())
        .put("dirs", totals.dirs())
        .put("bytes", totals.bytes());
  }

  ObjectNode network(NetworkView view) {
    ObjectNode json = object().put("nodeId", view.self().toString());
    json.set("homeRelay", view.homeRelay().<JsonNode>map(ViewJson::relay).orElseGet(this::nothing));
    ArrayNode relays = json.putArray("relays");
    view.relays().forEach(relay -> relays.add(relay(relay)));
    json.set("nat", NatJson.of(view.nat()));
    ArrayNode addresses = json.putArray("directAddresses");
    view.directAddresses().forEach(addresses::add);
    ArrayNode peers = json.putArray("peers");
    for (PeerView peer : view.peers()) {
      ObjectNode row = object().put("name", app.deviceName(peer.id()));
      peers.add(link(row.put("nodeId", peer.id().toString()), peer));
    }
    return json;
  }

  static ObjectNode relay(RelayView relay) {
    ObjectNode json = object().put("url", relay.url().toString());
    json.put("connected", relay.state() == RelayView.State.CONNECTED);
    json.put("latencyMs", relay.latency().map(ViewJson::millis).orElse(null));
    return json.put("state", word(relay.state())).put("detail", relay.detail());
  }

  private ObjectNode link(ObjectNode json, PeerView peer) {
    json.put("link", word(peer.link()));
    json.set("path", path(peer.path()));
    json.set("why", why(peer.why()));
    var traffic = peer.traffic();
    json.putObject("sent").put("direct", traffic.sentDirect()).put("relay", traffic.sentRelay());
    json.putObject("received")
        .put("direct", traffic.receivedDirect())
        .put("relay", traffic.receivedRelay());
    return json.put("since", peer.since().toString());
  }

  /** {@code null} where there is no path. */
  JsonNode path(PathView path) {
    if (path.kind() == PathView.Kind.NONE) {
      return nothing();
    }
    return object()
        .put("kind", word(path.kind()))
        .put("address", path.address())
        .put("rttMs", path.rtt().map(ViewJson::millis).orElse(null));
  }

  static ObjectNode why(Why why) {
    return object().put("code", word(why)).put("text", WhyText.of(why).sentence());
  }

  private JsonNode nothing() {
    return Message.JSON.nullNode();
  }

  /** Milliseconds with a fraction: on a local network a round trip takes less than one. */
  static Double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e4) / 100.0;
  }

  static Optional<String> text(ObjectNode params, String field) {
    return Optional.ofNullable(params.path(field).textValue()).filter(text -> !text.isBlank());
  }
}
