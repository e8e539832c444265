package app.bothways.net.node;

import app.bothways.net.portmap.PortMapper;
import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NatView;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PortMapping;
import app.bothways.net.socket.Interfaces;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What the network around this node is like and what its routers do for it: reports and port
 * mappings. Without a UDP socket there is nothing to map. Any thread may call.
 */
final class Surroundings {
  private final NodeCore core;
  private final Optional<PortMapper> mapper;
  private final Reports reports;

  Surroundings(NodeCore core) {
    this.core = core;
    // The same after a restart, so that a router that speaks PCP knows its client again.
    byte[] secret =
        core.config.key().sign("bothways port mapping v1".getBytes(StandardCharsets.US_ASCII));
    var place = new PortMapper.Place(core.port(), core.config.interfaces());
    this.mapper =
        core.port() == 0
            ? Optional.empty()
            : Optional.of(PortMapper.of(place, secret, this::mapped));
    this.reports = new Reports(new OwnSurvey(core, this::router));
  }

  private NetReport.Router router() {
    return mapper
        .map(one -> new NetReport.Router(one.offers(), one.mappings()))
        .orElseGet(() -> new NetReport.Router(List.of(), List.of()));
  }

  Reports reports() {
    return reports;
  }

  void start() {
    mapper.ifPresent(PortMapper::start);
    reports.start();
  }

  void networkChanged() {
    mapper.ifPresent(PortMapper::networkChanged);
    reports.soon();
  }

  /** Blocks for a third of a second at most. */
  void close() {
    reports.close();
    mapper.ifPresent(PortMapper::close);
  }

  private void mapped(List<PortMapping> mappings) {
    core.onLoop(
        () -> {
          var outside = mappings.stream().map(PortMapping::external).toList();
          if (core.self.mapped(outside) == SelfAddresses.News.CHANGED) {
            core.addressesChanged();
          }
        });
  }

  NatView nat() {
    NatKind kind = core.nat();
    boolean direct =
        core.peers.all().stream()
            .anyMatch(peer -> peer.status().path().kind() == PathView.Kind.DIRECT);
    Finding udp =
        kind == NatKind.BLOCKED
            ? Finding.NO
            : direct || !core.outside().isEmpty() ? Finding.YES : Finding.UNKNOWN;
    return new NatView(
        udp,
        kind,
        core.outside().stream().map(Interfaces::text).toList(),
        mapper.map(PortMapper::mappings).orElse(List.of()));
  }
}
