package app.bothways.app.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A relay's state in words. */
final class RelayText {
  private RelayText() {}

  static String of(JsonNode relay) {
    if (!relay.isObject()) {
      return "no relay in use; name one with: bothways daemon --relay URL";
    }
    JsonNode latency = relay.path("latencyMs");
    String detail = relay.path("detail").asText("");
    return relay.path("url").asText()
        + " ("
        + (relay.path("connected").asBoolean() ? "connected" : words(relay))
        + (latency.isNumber() ? ", " + latency.asText() + " ms" : "")
        + ")"
        + (detail.isBlank() ? "" : ": " + detail);
  }

  private static String words(JsonNode relay) {
    return switch (relay.path("state").asText()) {
      case "connecting" -> "connecting";
      case "denied" -> "it refuses this device";
      case "unreachable" -> "cannot be reached";
      case "not-a-relay" -> "answers, but is not a relay";
      case "tls-not-trusted" -> "its certificate is not trusted";
      case "proxy-refused" -> "the proxy of this network cannot be used";
      case "clock-wrong" -> "its certificate does not fit this device's clock";
      default -> "not connected";
    };
  }
}
