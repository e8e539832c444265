package app.bothways.app.control;

import app.bothways.app.App;
import app.bothways.net.NetEvent;
import app.bothways.net.identity.NodeId;
import app.bothways.sync.SyncEngine;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Events of the network as lines of {@code network watch}. */
final class WatchJson {
  private final App app;
  private final ViewJson json;

  WatchJson(App app, ViewJson json) {
    this.app = app;
    this.json = json;
  }

  /** {@code ms} counts from an arbitrary moment and never goes back; {@code time} is the clock. */
  ObjectNode of(NetEvent event) {
    ObjectNode line =
        ViewJson.object()
            .put("ms", System.nanoTime() / 1_000_000)
            .put("time", Instant.now().toString());
    return switch (event) {
      case NetEvent.Connected connected -> {
        peer(line.put("event", "connected"), connected.peer(), connected.alpn());
        yield line.set("path", json.path(connected.path()));
      }
      case NetEvent.Disconnected gone ->
          peer(line.put("event", "disconnected"), gone.peer(), gone.alpn())
              .put("reason", gone.reason());
      case NetEvent.PathChanged changed -> {
        device(line.put("event", "path"), changed.peer())
            .put("step", ViewJson.word(changed.step()));
        line.set("from", json.path(changed.from()));
        line.set("path", json.path(changed.to()));
        yield line.set("why", ViewJson.why(changed.why()));
      }
      case NetEvent.RelayChanged relay ->
          line.put("event", "relay")
              .put("health", ViewJson.word(relay.health()))
              .set("relay", ViewJson.relay(relay.view()));
      case NetEvent.RelaysTold told -> {
        ArrayNode relays = device(line.put("event", "relays-told"), told.peer()).putArray("relays");
        told.relays().forEach(url -> relays.add(url.toString()));
        yield line;
      }
      case NetEvent.RecordRead read -> {
        device(line.put("event", "record"), read.address().id());
        ArrayNode relays = line.putArray("relays");
        read.address().relays().forEach(url -> relays.add(url.toString()));
        yield line.put("addresses", read.address().direct().size())
            .put("published", read.published().toString());
      }
      case NetEvent.AddressesChanged _ -> line.put("event", "addresses");
    };
  }

  private ObjectNode peer(ObjectNode line, NodeId id, String alpn) {
    return device(line, id).put("for", alpn.equals(SyncEngine.ALPN) ? "sync" : "pairing");
  }

  private ObjectNode device(ObjectNode line, NodeId id) {
    return line.put("name", app.deviceName(id)).put("nodeId", id.toString());
  }
}
