package app.bothways.app.control;

import app.bothways.net.report.CaptivePortal;
import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NatView;
import app.bothways.net.report.PortMapping;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What is known of the way to the outside, as scripts see it; {@code null} for what is unknown. */
final class NatJson {
  private NatJson() {}

  static ObjectNode of(NatView view) {
    ObjectNode json = ViewJson.object();
    json.put("udp", truth(view.udp()));
    json.put("mapping", mapping(view.mapping()));
    ArrayNode addresses = json.putArray("publicAddresses");
    view.publicAddresses().forEach(addresses::add);
    json.set(
        "portMapping",
        view.portMappings().stream()
            .findFirst()
            .<JsonNode>map(one -> mapping(one, one.external().getAddress().getHostAddress()))
            .orElseGet(Message.JSON::nullNode));
    return json;
  }

  static Boolean truth(Finding finding) {
    return switch (finding) {
      case YES -> Boolean.TRUE;
      case NO -> Boolean.FALSE;
      case UNKNOWN -> null;
    };
  }

  static Boolean truth(CaptivePortal portal) {
    return switch (portal) {
      case YES -> Boolean.TRUE;
      case NO -> Boolean.FALSE;
      case MAYBE, UNKNOWN -> null;
    };
  }

  static String mapping(NatKind kind) {
    return kind == NatKind.UNKNOWN ? null : ViewJson.word(kind);
  }

  /**
   * @param host the address outside, or what may be shown of it
   */
  static ObjectNode mapping(PortMapping mapping, String host) {
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return ViewJson.object()
        .put("protocol", ViewJson.word(mapping.protocol()))
        .put("address", bracketed + ":" + mapping.external().getPort())
        .put("gateway", mapping.gateway())
        .put("until", mapping.until().toString());
  }
}
