package app.bothways.app.control;

import app.bothways.app.LinkPast;
import app.bothways.net.report.LinkChange;
import app.bothways.net.report.LinkHour;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answer of {@code network history}: one line, times in RFC 3339, durations in ms. */
final class HistoryJson {
  private HistoryJson() {}

  static ObjectNode of(LinkPast past, String name) {
    ObjectNode json = ViewJson.object().put("name", name);
    json.put("nodeId", past.device().toString()).put("from", past.from().toString());
    LinkHour total = past.total();
    json.put("reliability", Math.round(total.reliability() * 10_000) / 10_000.0);
    json.set("total", span(total));
    ArrayNode hours = json.putArray("hours");
    past.hours().forEach(hour -> hours.add(span(hour)));
    ArrayNode changes = json.putArray("changes");
    past.changes().forEach(change -> changes.add(change(change)));
    return json;
  }

  private static ObjectNode span(LinkHour hour) {
    ObjectNode json = ViewJson.object().put("from", hour.from().toString());
    json.put("directMs", hour.direct().toMillis());
    json.put("relayedMs", hour.relayed().toMillis());
    json.put("offlineMs", hour.offline().toMillis()).put("drops", hour.drops());
    var traffic = hour.traffic();
    json.putObject("sent").put("direct", traffic.sentDirect()).put("relay", traffic.sentRelay());
    json.putObject("received")
        .put("direct", traffic.receivedDirect())
        .put("relay", traffic.receivedRelay());
    return json;
  }

  private static ObjectNode change(LinkChange change) {
    ObjectNode json = ViewJson.object().put("time", change.at().toString());
    json.put("link", ViewJson.word(change.link())).put("address", change.address());
    json.set("why", ViewJson.why(change.why()));
    return json;
  }
}
