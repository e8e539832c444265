package app.bothways.app.control;

import app.bothways.app.App;
import app.bothways.app.Mistake;
import app.bothways.app.Refusal;
import app.bothways.app.TrafficWish;
import app.bothways.sync.Limits;
import app.bothways.sync.Order;
import app.bothways.sync.Traffic;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Limits and order of transfers over the control socket. Stateless; any thread. */
record TrafficMethods(App app) {
  JsonNode change(ObjectNode params) throws Refusal {
    return json(
        app.traffic(
            new TrafficWish(
                ViewJson.text(params, "device"),
                rate(params, "up"),
                rate(params, "down"),
                word(params, "lan", "rule for the local network", Limits.Lan.class),
                word(params, "order", "order", Order.class))));
  }

  private static Optional<Long> rate(ObjectNode params, String name) throws Refusal {
    JsonNode value = params.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.canConvertToLong() || value.asLong() < 0) {
      throw new Refusal(
          Mistake.UNKNOWN_WORD,
          "'" + value.asText() + "' is no rate; use bytes a second, 0 for no limit");
    }
    return Optional.of(value.asLong());
  }

  private static <E extends Enum<E>> Optional<E> word(
      ObjectNode params, String name, String what, Class<E> type) throws Refusal {
    Optional<String> given = ViewJson.text(params, name);
    return given.isEmpty() ? Optional.empty() : Optional.of(Words.parse(type, what, given.get()));
  }

  private static JsonNode json(Traffic traffic) {
    Limits limits = traffic.limits();
    ObjectNode out =
        rates(ViewJson.object(), limits.all())
            .put("lan", ViewJson.word(limits.lan()))
            .put("order", ViewJson.word(traffic.order()));
    var devices = out.putArray("devices");
    limits.devices().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            e -> rates(devices.addObject().put("nodeId", e.getKey().toString()), e.getValue()));
    return out;
  }

  private static ObjectNode rates(ObjectNode to, Limits.Rates rates) {
    return to.put("up", rates.up()).put("down", rates.down());
  }
}
