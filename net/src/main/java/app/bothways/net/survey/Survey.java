package app.bothways.net.survey;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.CaptivePortal;
import app.bothways.net.report.Finding;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetReport.Clock;
import app.bothways.net.report.NetReport.Nat;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import app.bothways.net.survey.RelayTalk.Ping;
import app.bothways.net.survey.RelayTalk.Plain;
import app.bothways.net.survey.RelayTalk.Portal;
import app.bothways.net.survey.SurveyedNode.Responder;
import app.bothways.net.survey.SurveyedNode.Udp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes one {@link NetReport}. Takes ten seconds at most, two on a network that answers. */
public final class Survey {
  private static final int MAX_RELAYS = 8;

  /** Beyond that, codes that are good for five minutes and certificates begin to fail. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);

  private final SurveyedNode node;
  private final UdpSurvey.Parts parts = new UdpSurvey.Parts();

  private Survey(SurveyedNode node) {
    this.node = node;
  }

  public static NetReport of(SurveyedNode node) {
    var survey = new Survey(node);
    try {
      return survey.run();
    } finally {
      survey.parts.stop();
    }
  }

  record Heard(Relay relay, Optional<Ping> ping, Plain plain) {}

  private NetReport run() {
    List<Relay> relays = node.relays().stream().limit(MAX_RELAYS).toList();
    var heard = new ArrayList<CompletableFuture<Heard>>();
    for (Relay relay : relays) {
      heard.add(parts.begin(() -> hear(relay)));
    }
    CompletableFuture<Nat> nat = parts.begin(() -> nat(relays));
    CompletableFuture<NetReport.Router> router = parts.begin(node::router);
    var all = new ArrayList<Heard>();
    for (int i = 0; i < relays.size(); i++) {
      var silence =
          new Heard(relays.get(i), Optional.empty(), new Plain(Portal.SILENCE, Optional.empty()));
      all.add(parts.end(heard.get(i), silence));
    }
    Clock clock = clock(all);
    List<NetReport.Relay> seen = all.stream().map(one -> relay(one, clock)).toList();
    var here = new NetReport.Here(portal(all, seen), clock, node.interfaces());
    return new NetReport(
        Instant.now(),
        parts.end(nat, UdpSurvey.nothing(node.kind())),
        parts.end(router, new NetReport.Router(List.of(), List.of())),
        seen,
        here);
  }

  private static Heard hear(Relay relay) {
    var talk = new RelayTalk(relay);
    return new Heard(relay, talk.ping(), talk.plain());
  }

  private Nat nat(List<Relay> relays) {
    if (node.udp() == Udp.NOT_USED) {
      return UdpSurvey.nothing(node.kind());
    }
    List<Responder> responders =
        relays.stream().flatMap(relay -> node.responders(relay).stream()).toList();
    return new UdpSurvey(responders, node.bindTo(), node.kind()).run();
  }

  private static Optional<Duration> ahead(Heard heard) {
    return heard.ping().flatMap(Ping::ahead).or(() -> heard.plain().ahead());
  }

  /** The relays' median: one with a wrong clock of its own does not make ours wrong. */
  static Clock clock(List<Optional<Duration>> found, Duration tolerance) {
    List<Duration> all = found.stream().flatMap(Optional::stream).sorted().toList();
    if (all.isEmpty()) {
      return new Clock(Optional.empty(), Finding.UNKNOWN);
    }
    Duration median = all.get((all.size() - 1) / 2);
    return new Clock(
        Optional.of(median), median.abs().compareTo(tolerance) > 0 ? Finding.NO : Finding.YES);
  }

  private static Clock clock(List<Heard> all) {
    return clock(all.stream().map(Survey::ahead).toList(), CLOCK_TOLERANCE);
  }

  private NetReport.Relay relay(Heard heard, Clock clock) {
    RelayView view =
        node.view(heard.relay().url())
            .orElseGet(
                () -> new RelayView(heard.relay().url(), State.CONNECTING, Optional.empty(), ""));
    // An expired certificate and a clock that runs ahead look alike until the clock is known.
    boolean byClock = view.state() == State.TLS_NOT_TRUSTED && clock.right() == Finding.NO;
    RelayView shown =
        byClock
            ? new RelayView(view.url(), State.CLOCK_WRONG, view.latency(), view.detail())
            : view;
    return new NetReport.Relay(shown, heard.ping().map(Ping::took), ahead(heard));
  }

  /**
   * Where a relay is connected, nothing stands in between, whatever else answered over HTTP. A page
   * in place of one relay's answer alone is no proof: what answers without TLS on the host of a
   * relay that is down need not be in between.
   */
  static CaptivePortal portal(List<Heard> all, List<NetReport.Relay> relays) {
    if (state(relays, State.CONNECTED).findAny().isPresent() || said(all, Portal.NO) > 0) {
      return CaptivePortal.NO;
    }
    if (said(all, Portal.LOGIN) > 0 || said(all, Portal.SOMEBODY) > 1) {
      return CaptivePortal.YES;
    }
    if (said(all, Portal.SOMEBODY) == 0) {
      return CaptivePortal.UNKNOWN;
    }
    Set<RelayUrl> strange = state(relays, State.TLS_NOT_TRUSTED).collect(Collectors.toSet());
    boolean both =
        all.stream()
            .filter(one -> one.plain().portal() == Portal.SOMEBODY)
            .anyMatch(one -> strange.contains(one.relay().url()));
    return both ? CaptivePortal.YES : CaptivePortal.MAYBE;
  }

  /** At how many hosts that came back. */
  private static long said(List<Heard> all, Portal what) {
    return all.stream()
        .filter(one -> one.plain().portal() == what)
        .map(one -> one.relay().url().host())
        .distinct()
        .count();
  }

  private static Stream<RelayUrl> state(List<NetReport.Relay> relays, State state) {
    return relays.stream()
        .map(NetReport.Relay::view)
        .filter(view -> view.state() == state)
        .map(RelayView::url);
  }
}
