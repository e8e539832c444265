package app.bothways.net.survey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.CaptivePortal;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import app.bothways.net.survey.RelayTalk.Plain;
import app.bothways.net.survey.RelayTalk.Portal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What follows from who answered in place of which relay. */
class PortalTest {
  private final List<Survey.Heard> heard = new ArrayList<>();
  private final List<NetReport.Relay> relays = new ArrayList<>();

  private void relay(String url, State state, Portal portal) {
    var where = RelayUrl.parse(url).orElseThrow();
    heard.add(
        new Survey.Heard(Relay.of(where), Optional.empty(), new Plain(portal, Optional.empty())));
    var view = new RelayView(where, state, Optional.empty(), "");
    relays.add(new NetReport.Relay(view, Optional.empty(), Optional.empty()));
  }

  private CaptivePortal verdict() {
    return Survey.portal(heard, relays);
  }

  @Test
  void aRelayThatIsDownWhileItsHostHasAPageIsPerhapsAPortal() {
    relay("https://a.test", State.UNREACHABLE, Portal.SOMEBODY);
    assertThat(verdict()).isEqualTo(CaptivePortal.MAYBE);
    relay("https://b.test", State.UNREACHABLE, Portal.SILENCE);
    assertThat(verdict()).isEqualTo(CaptivePortal.MAYBE);
  }

  @Test
  void whatAnswersWithoutTlsAndWithAStrangeCertificateIsInBetween() {
    relay("https://a.test", State.TLS_NOT_TRUSTED, Portal.SOMEBODY);
    assertThat(verdict()).isEqualTo(CaptivePortal.YES);
  }

  @Test
  void theStrangeCertificateOfAnotherRelayProvesNothing() {
    relay("https://a.test", State.UNREACHABLE, Portal.SOMEBODY);
    relay("https://b.test", State.TLS_NOT_TRUSTED, Portal.SILENCE);
    assertThat(verdict()).isEqualTo(CaptivePortal.MAYBE);
  }

  @Test
  void whatAnswersForTwoHostsIsInBetweenAndForTwoPortsOfOnePerhaps() {
    relay("http://a.test:1", State.NOT_A_RELAY, Portal.SOMEBODY);
    relay("http://a.test:2", State.NOT_A_RELAY, Portal.SOMEBODY);
    assertThat(verdict()).isEqualTo(CaptivePortal.MAYBE);
    relay("https://b.test", State.UNREACHABLE, Portal.SOMEBODY);
    assertThat(verdict()).isEqualTo(CaptivePortal.YES);
  }

  @Test
  void whoDemandsALoginIsBelieved() {
    relay("https://a.test", State.UNREACHABLE, Portal.LOGIN);
    assertThat(verdict()).isEqualTo(CaptivePortal.YES);
  }

  @Test
  void whereARelayAnswersNothingIsInBetween() {
    relay("https://a.test", State.UNREACHABLE, Portal.LOGIN);
    relay("https://b.test", State.CONNECTED, Portal.SOMEBODY);
    assertThat(verdict()).isEqualTo(CaptivePortal.NO);
    relays.removeLast();
    relay("https://c.test", State.DENIED, Portal.NO);
    assertThat(verdict()).isEqualTo(CaptivePortal.NO);
  }

  @Test
  void silenceSaysNothing() {
    relay("https://a.test", State.UNREACHABLE, Portal.SILENCE);
    assertThat(verdict()).isEqualTo(CaptivePortal.UNKNOWN);
  }
}
