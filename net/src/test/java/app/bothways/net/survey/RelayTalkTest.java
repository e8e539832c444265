package app.bothways.net.survey;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.relay.client.RelayHttp.Answer;
import app.bothways.net.report.Finding;
import app.bothways.net.survey.RelayTalk.Portal;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelayTalkTest {
  private static final String HOST = "relay.test";
  private static final String CHALLENGE = RelayTalk.challenge(HOST);

  private static Portal portal(int status, String... header) {
    Map<String, List<String>> headers =
        header.length == 2 ? Map.of(header[0], List.of(header[1])) : Map.of();
    var answer = new Answer(status, HttpHeaders.of(headers, (_, _) -> true));
    return RelayTalk.portal(answer, HOST, CHALLENGE);
  }

  @Test
  void onlyTheRelayKnowsWhatToSayToTheChallenge() {
    assertThat(CHALLENGE).isEqualTo("ts_relay.test");
    assertThat(portal(204, "X-Iroh-Response", "response " + CHALLENGE)).isEqualTo(Portal.NO);
    assertThat(portal(204)).isEqualTo(Portal.SILENCE);
    assertThat(portal(204, "X-Iroh-Response", "response ts_other")).isEqualTo(Portal.SILENCE);
  }

  @Test
  void aPageOrAWayToOneIsSomebodyElse() {
    assertThat(portal(200)).isEqualTo(Portal.SOMEBODY);
    assertThat(portal(302, "Location", "http://login.hotel.test/")).isEqualTo(Portal.SOMEBODY);
    assertThat(portal(511)).isEqualTo(Portal.LOGIN);
  }

  @Test
  void aRelayThatSendsEverybodyToHttpsIsNoPortal() {
    assertThat(portal(301, "Location", "https://relay.test/generate_204"))
        .isEqualTo(Portal.SILENCE);
    assertThat(portal(404)).isEqualTo(Portal.SILENCE);
  }

  @Test
  void challengesHaveTheFormThatRelaysAccept() {
    assertThat(RelayTalk.challenge("[2001:db8::1]")).matches("[A-Za-z0-9._-]{1,63}");
    assertThat(RelayTalk.challenge("a".repeat(200))).matches("[A-Za-z0-9._-]{1,63}");
  }

  @Test
  void oneRelayWithAWrongClockDoesNotMakeOursWrong() {
    var minute = Duration.ofMinutes(2);
    List<Optional<Duration>> found =
        List.of(
            Optional.of(Duration.ofSeconds(1)),
            Optional.of(Duration.ofDays(-400)),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(2)));
    assertThat(Survey.clock(found, minute).right()).isEqualTo(Finding.YES);
    assertThat(Survey.clock(List.of(Optional.of(Duration.ofHours(-3))), minute).right())
        .isEqualTo(Finding.NO);
    assertThat(Survey.clock(List.of(), minute).right()).isEqualTo(Finding.UNKNOWN);
  }
}
