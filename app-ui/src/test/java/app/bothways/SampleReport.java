package app.bothways;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.CaptivePortal;
import app.bothways.net.report.Finding;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.PortMapping;
import app.bothways.net.report.PortMapping.Offer;
import app.bothways.net.report.PortMapping.Protocol;
import app.bothways.net.report.RelayView;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A connection test at somebody's home. */
public final class SampleReport {
  private static final String ROUTER = "192.168.1.1";

  private SampleReport() {}

  public static NetReport atHome() {
    return new NetReport(
        Instant.parse("2026-11-21T03:00:00Z"),
        new NetReport.Nat(
            new NetReport.Reach(Finding.YES, List.of("203.0.113.77:40123")),
            new NetReport.Reach(Finding.YES, List.of("[2001:db8:77::65]:50123")),
            NatKind.EASY,
            NetReport.Evidence.ONE_ADDRESS,
            NetReport.Filtering.EXACT_PORT,
            Finding.NO),
        new NetReport.Router(
            List.of(
                new Offer(Protocol.PCP, ROUTER, Offer.State.ABSENT, "no answer for 203.0.113.77"),
                new Offer(Protocol.NAT_PMP, ROUTER, Offer.State.OFFERED, ""),
                new Offer(
                    Protocol.UPNP_IGD,
                    ROUTER,
                    Offer.State.REFUSED,
                    "the router does not allow it")),
            List.of(
                new PortMapping(
                    Protocol.NAT_PMP,
                    new InetSocketAddress("203.0.113.77", 50123),
                    ROUTER,
                    Instant.parse("2026-11-21T03:30:00Z")),
                new PortMapping(
                    Protocol.PCP,
                    new InetSocketAddress("2001:db8:77::65", 50123),
                    "2001:db8:77::1",
                    Instant.parse("2026-11-21T03:30:00Z")))),
        List.of(
            relay("https://relay.example", RelayView.State.CONNECTED, 38, ""),
            relay(
                "http://203.0.113.10:3340",
                RelayView.State.UNREACHABLE,
                0,
                "http://203.0.113.10:3340: Connection refused")),
        new NetReport.Here(
            CaptivePortal.NO,
            new NetReport.Clock(Optional.of(Duration.ofMillis(-300)), Finding.YES),
            List.of(
                new NetReport.Interface(
                    "eth0", List.of("192.168.1.101", "2001:db8:77:0:a1b2:c3d4:e5f6:1")))));
  }

  private static NetReport.Relay relay(
      String url, RelayView.State state, int millis, String detail) {
    Optional<Duration> time =
        millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    return new NetReport.Relay(
        new RelayView(RelayUrl.parse(url).orElseThrow(), state, time, detail),
        time,
        time.map(_ -> Duration.ofMillis(-300)));
  }
}
