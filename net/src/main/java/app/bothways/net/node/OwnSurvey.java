package app.bothways.net.node;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.RelayView;
import app.bothways.net.socket.Interfaces;
import app.bothways.net.survey.SurveyedNode;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** This node as a survey sees it. */
final class OwnSurvey implements SurveyedNode {
  private final NodeCore core;
  private final Supplier<NetReport.Router> router;

  OwnSurvey(NodeCore core, Supplier<NetReport.Router> router) {
    this.core = core;
    this.router = router;
  }

  @Override
  public Udp udp() {
    return core.port() == 0 ? Udp.NOT_USED : Udp.USED;
  }

  @Override
  public List<Relay> relays() {
    return core.config.relays().relays();
  }

  @Override
  public Optional<RelayView> view(RelayUrl relay) {
    return core.relays.view(relay);
  }

  @Override
  public List<Responder> responders(Relay relay) {
    Map<InetAddress, Responder> found = new LinkedHashMap<>();
    for (StunServer server : StunServer.of(relay)) {
      if (core.self.reachable(server.address())) {
        found.merge(
            server.address().getAddress(),
            new Responder(server.address(), Optional.empty(), promise(server)),
            (one, other) -> new Responder(one.first(), Optional.of(other.first()), one.promised()));
      }
    }
    return List.copyOf(found.values());
  }

  private static Responder.Promise promise(StunServer server) {
    return switch (server.promised()) {
      case GIVEN -> Responder.Promise.GIVEN;
      case UNKNOWN -> Responder.Promise.UNKNOWN;
    };
  }

  @Override
  public List<NetReport.Interface> interfaces() {
    return Interfaces.named(core.config.interfaces());
  }

  @Override
  public List<InetAddress> bindTo() {
    return core.config.interfaces().isEmpty()
        ? List.of()
        : Interfaces.addresses(core.config.interfaces());
  }

  @Override
  public NatKind kind() {
    return core.nat();
  }

  @Override
  public NetReport.Router router() {
    return router.get();
  }
}
