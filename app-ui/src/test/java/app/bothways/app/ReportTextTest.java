package app.bothways.app;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.SampleReport;
import app.bothways.net.report.CaptivePortal;
import app.bothways.net.report.NetReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTextTest {
  @Test
  void theTextSaysWhatWasFoundOut() {
    assertThat(ReportText.of(SampleReport.atHome(), "Linux"))
        .contains("UDP over IPv4:  works, seen as 203.0.x.x:40123")
        .contains("NAT:            easy: one outside port for all destinations")
        .contains("one that maps by address would look the same")
        .contains("Port mapping:   NAT-PMP by 192.168.1.1: offered")
        .contains("Port mapping:   UPnP-IGD by 192.168.1.1: refused (the router does not allow it)")
        .contains("Mapped now:     203.0.x.x port 50123 by NAT-PMP")
        .contains("Relay:          https://relay.example: connected, round trip 38.0 ms")
        .contains("Clock:          right: 0.3 s behind the relays");
  }

  @Test
  void noWholePublicAddressIsInTheTextWhereverItCameFrom() {
    assertThat(ReportText.of(SampleReport.atHome(), "Linux"))
        .doesNotContain("203.0.113")
        .doesNotContain("c3d4")
        .doesNotContain("db8:77")
        .contains("http://203.0.x.x:3340: cannot be reached")
        .contains("eth0: 192.168.1.101, 2001:db8:x");
  }

  @ParameterizedTest
  @CsvSource({
    "YES, something answers in place of the relays",
    "MAYBE, perhaps: a page came in place of one relay's answer",
    "NO, none",
    "UNKNOWN, not known"
  })
  void aCaptivePortalIsClaimedOnlyAsFarAsItIsKnown(CaptivePortal portal, String words) {
    NetReport home = SampleReport.atHome();
    var here = new NetReport.Here(portal, home.here().clock(), home.here().interfaces());
    var report = new NetReport(home.at(), home.nat(), home.router(), home.relays(), here);
    assertThat(ReportText.of(report, "Linux")).contains("Captive portal: " + words);
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.4.4,8.8.x.x",
    "8.8.4.4:53,8.8.x.x:53",
    "/8.8.4.4:53,/8.8.x.x:53",
    "[2a00:1450:4001::200e]:443,[2a00:1450:x]:443",
    "at 2a00:1450:4001:0:0:0:0:200e,at 2a00:1450:x",
    "fe80::1%2,fe80::1%2",
    "fd00::5,fd00::5",
    "100.64.0.2,100.64.0.2",
    "10.1.2.3,10.1.2.3",
    "172.32.1.1,172.32.x.x",
    "until 2026-11-21T03:00:00Z,until 2026-11-21T03:00:00Z",
    "version 0.1.0,version 0.1.0",
    "https://relay.example:443,https://relay.example:443",
    "::ffff:8.8.4.4,::ffff:8.8.x.x"
  })
  void publicAddressesAreMaskedAndNothingElseIs(String text, String masked) {
    assertThat(Masking.of(text)).isEqualTo(masked);
  }
}
