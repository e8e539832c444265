package app.bothways.app;

import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.PortMapping;
import app.bothways.net.report.RelayView;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A report as text that can go into a bug report: no keys, no tokens, nothing of other devices, and
 * public addresses masked.
 */
public final class ReportText {
  private final NetReport report;
  private final List<String> lines = new ArrayList<>();

  private ReportText(NetReport report) {
    this.report = report;
  }

  /**
   * @param system on what it runs, in words
   */
  public static String of(NetReport report, String system) {
    var text = new ReportText(report);
    text.lines.add("Bothways " + AppVersion.CURRENT + " on " + system);
    text.lines.add("Connection test of " + report.at().truncatedTo(ChronoUnit.SECONDS));
    text.nat();
    text.router();
    text.relays();
    text.here();
    return Masking.of(String.join("\n", text.lines) + "\n");
  }

  /** The system that this process runs on. */
  public static String system() {
    return "%s %s (%s), Java %s"
        .formatted(
            System.getProperty("os.name", "?"),
            System.getProperty("os.version", "?"),
            System.getProperty("os.arch", "?"),
            Runtime.version().feature());
  }

  private void line(String name, String value) {
    lines.add("%-16s%s".formatted(name + ":", value));
  }

  private void nat() {
    NetReport.Nat nat = report.nat();
    line("UDP over IPv4", reach(nat.ipv4()));
    line("UDP over IPv6", reach(nat.ipv6()));
    line("NAT", nat.kind() == NatKind.UNKNOWN ? kind(nat.kind()) : kind(nat.kind()) + basis(nat));
    line(
        "Filtering",
        switch (nat.filtering()) {
          case UNKNOWN -> "not known";
          case ANY_PORT -> "whoever was sent to may answer from any port";
          case EXACT_PORT -> "only the very port that was sent to may answer";
        });
    line(
        "Hairpin",
        answer(nat.hairpin(), "works", "does not work", "not known, or nothing to be known"));
  }

  private static String reach(NetReport.Reach reach) {
    String seen = reach.seen().isEmpty() ? "" : ", seen as " + String.join(" and ", reach.seen());
    return answer(reach.udp(), "works", "nothing comes back", "nobody to try it with") + seen;
  }

  private static String kind(NatKind kind) {
    return switch (kind) {
      case UNKNOWN -> "not known: fewer than two responders answered";
      case NONE -> "none";
      case EASY -> "easy: one outside port for all destinations";
      case HARD -> "hard: another outside port for each destination";
      case BLOCKED -> "UDP does not come back";
    };
  }

  private static String basis(NetReport.Nat nat) {
    return switch (nat.evidence()) {
      case NONE -> "";
      case ONE_ADDRESS ->
          nat.kind() == NatKind.EASY
              ? " (two ports of one address agree; one that maps by address would look the same)"
              : " (by two ports of one address)";
      case SEVERAL_ADDRESSES -> " (by several addresses)";
    };
  }

  private static String answer(Finding finding, String yes, String no, String unknown) {
    return switch (finding) {
      case YES -> yes;
      case NO -> no;
      case UNKNOWN -> unknown;
    };
  }

  private void router() {
    if (report.router().offers().isEmpty()) {
      line("Port mapping", "no router was found to ask");
    }
    for (PortMapping.Offer offer : report.router().offers()) {
      line(
          "Port mapping",
          protocol(offer.protocol())
              + " by "
              + offer.gateway()
              + ": "
              + switch (offer.state()) {
                case OFFERED -> "offered";
                case REFUSED -> "refused";
                case ABSENT -> "not there";
              }
              + (offer.detail().isBlank() ? "" : " (" + offer.detail() + ")"));
    }
    for (PortMapping mapping : report.router().mappings()) {
      line(
          "Mapped now",
          "%s port %d by %s, until %s"
              .formatted(
                  mapping.external().getAddress().getHostAddress(),
                  mapping.external().getPort(),
                  protocol(mapping.protocol()),
                  mapping.until().truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  private static String protocol(PortMapping.Protocol protocol) {
    return switch (protocol) {
      case PCP -> "PCP";
      case NAT_PMP -> "NAT-PMP";
      case UPNP_IGD -> "UPnP-IGD";
    };
  }

  private void relays() {
    if (report.relays().isEmpty()) {
      line("Relay", "none is set");
    }
    for (NetReport.Relay relay : report.relays()) {
      RelayView view = relay.view();
      line(
          "Relay",
          view.url()
              + ": "
              + state(view.state())
              + millis(", round trip ", view.latency())
              + millis(", HTTP in ", relay.http())
              + (view.detail().isBlank() ? "" : " (" + view.detail() + ")"));
    }
  }

  private static String state(RelayView.State state) {
    return switch (state) {
      case CONNECTING -> "connecting";
      case CONNECTED -> "connected";
      case DENIED -> "refuses this device";
      case UNREACHABLE -> "cannot be reached";
      case NOT_A_RELAY -> "answers, but is not a relay";
      case TLS_NOT_TRUSTED -> "its certificate is not trusted";
      case PROXY_REFUSED -> "the proxy of this network cannot be used";
      case CLOCK_WRONG -> "its certificate does not fit this device's clock";
    };
  }

  private static String millis(String before, Optional<Duration> time) {
    return time.map(t -> String.format(Locale.ROOT, "%s%.1f ms", before, t.toNanos() / 1e6))
        .orElse("");
  }

  private void here() {
    NetReport.Here here = report.here();
    line(
        "Captive portal",
        switch (here.captivePortal()) {
          case YES -> "something answers in place of the relays";
          case MAYBE ->
              "perhaps: a page came in place of one relay's answer, from something in between or"
                  + " from the relay's own host";
          case NO -> "none";
          case UNKNOWN -> "not known";
        });
    line("Clock", clock(here.clock()));
    for (NetReport.Interface one : here.interfaces()) {
      line("Interface", one.name() + ": " + String.join(", ", one.addresses()));
    }
  }

  private static String clock(NetReport.Clock clock) {
    return clock
        .ahead()
        .map(
            ahead ->
                (clock.right() == Finding.NO ? "WRONG: " : "right: ")
                    + String.format(Locale.ROOT, "%.1f s ", Math.abs(ahead.toMillis()) / 1e3)
                    + (ahead.isNegative() ? "behind" : "ahead of")
                    + " the relays")
        .orElse("nobody to compare it with");
  }
}
