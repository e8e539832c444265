package app.bothways.app.control;

import app.bothways.app.AppVersion;
import app.bothways.app.Masking;
import app.bothways.app.ReportText;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.PortMapping;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/** A connection test as scripts see it. Public addresses are masked, as in the text. */
final class ReportJson {
  private ReportJson() {}

  /** With the text for people in {@code text}. */
  static ObjectNode of(NetReport report) {
    String system = ReportText.system();
    ObjectNode json = ViewJson.object();
    json.put("at", report.at().toString());
    json.put("version", AppVersion.CURRENT).put("system", system);
    nat(json, report.nat());
    router(json.putObject("portMapping"), report.router());
    ArrayNode relays = json.putArray("relays");
    report.relays().forEach(relay -> relays.add(relay(relay)));
    NetReport.Here here = report.here();
    json.put("captivePortal", NatJson.truth(here.captivePortal()));
    json.putObject("clock")
        .put("aheadMs", here.clock().ahead().map(Duration::toMillis).orElse(null))
        .put("right", NatJson.truth(here.clock().right()));
    ArrayNode interfaces = json.putArray("interfaces");
    for (NetReport.Interface one : here.interfaces()) {
      texts(interfaces.addObject().put("name", one.name()).putArray("addresses"), one.addresses());
    }
    return json.put("text", ReportText.of(report, system));
  }

  private static void nat(ObjectNode json, NetReport.Nat nat) {
    json.putObject("udp")
        .put("ipv4", NatJson.truth(nat.ipv4().udp()))
        .put("ipv6", NatJson.truth(nat.ipv6().udp()));
    ObjectNode shown = json.putObject("nat");
    shown.put("mapping", NatJson.mapping(nat.kind()));
    shown.put("evidence", ViewJson.word(nat.evidence()));
    shown.put("filtering", ViewJson.word(nat.filtering()));
    shown.put("hairpin", NatJson.truth(nat.hairpin()));
    ArrayNode addresses = shown.putArray("publicAddresses");
    texts(addresses, nat.ipv4().seen());
    texts(addresses, nat.ipv6().seen());
  }

  private static void texts(ArrayNode into, List<String> texts) {
    texts.forEach(text -> into.add(Masking.of(text)));
  }

  private static void router(ObjectNode json, NetReport.Router router) {
    ArrayNode offers = json.putArray("offers");
    for (PortMapping.Offer offer : router.offers()) {
      offers
          .addObject()
          .put("protocol", ViewJson.word(offer.protocol()))
          .put("gateway", Masking.of(offer.gateway()))
          .put("state", ViewJson.word(offer.state()))
          .put("detail", Masking.of(offer.detail()));
    }
    ArrayNode mappings = json.putArray("mappings");
    for (PortMapping one : router.mappings()) {
      String host = Masking.of(one.external().getAddress().getHostAddress());
      mappings.add(NatJson.mapping(one, host).put("gateway", Masking.of(one.gateway())));
    }
  }

  private static JsonNode relay(NetReport.Relay relay) {
    ObjectNode json = ViewJson.relay(relay.view());
    json.put("url", Masking.of(relay.view().url().toString()));
    json.put("detail", Masking.of(relay.view().detail()));
    json.put("httpMs", relay.http().map(ViewJson::millis).orElse(null));
    return json.put("clockAheadMs", relay.ahead().map(Duration::toMillis).orElse(null));
  }
}
