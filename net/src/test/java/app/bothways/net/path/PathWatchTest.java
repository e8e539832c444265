package app.bothways.net.path;

import static app.bothways.net.path.PathLab.RELAY;
import static app.bothways.net.path.PathLab.direct;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Route;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathWatchTest {
  private static final Route.Direct WAN = direct("203.0.113.7", 40_000);
  private static final Route.Direct LAN = direct("192.168.1.4", 5_000);

  private static PathLab onWan() {
    var lab = new PathLab().relayed();
    lab.answering.add(WAN);
    lab.claims(WAN);
    lab.run(Duration.ofSeconds(1));
    assertThat(lab.used()).isEqualTo(WAN);
    return lab;
  }

  private static long dataTo(PathLab lab, Route route) {
    return lab.to(route).stream().filter(one -> !one.stun()).count();
  }

  @Test
  void aClaimedAddressGetsProbesAndNothingElseUntilItAnswers() {
    var lab = new PathLab().relayed().claims(WAN, LAN);
    lab.runSending(Duration.ofMinutes(3));
    for (Route.Direct claimed : List.of(WAN, LAN)) {
      assertThat(lab.to(claimed)).isNotEmpty().allMatch(PathLab.Sent::stun);
      assertThat(lab.to(claimed)).hasSizeLessThanOrEqualTo(8 * Path.ROUND);
    }
    assertThat(dataTo(lab, RELAY)).isPositive();
  }

  @Test
  void whileRelayedBothSidesTryTogetherOftenAtFirstAndThenEveryMinute() {
    var lab = new PathLab().relayed().claims(WAN);
    lab.run(Duration.ofSeconds(60));
    assertThat(lab.asksToPunch).isBetween(3, 5);
    lab.run(Duration.ofSeconds(60));
    int sent = lab.to(WAN).size();
    lab.asksToPunch = 0;
    lab.run(Duration.ofMinutes(10));
    assertThat(lab.asksToPunch).isBetween(8, 10);
    assertThat(lab.to(WAN).size() - sent).isBetween(8 * Path.ROUND, 10 * Path.ROUND);
  }

  /** A mapping that a router needs a while to put in force. */
  @Test
  void anAddressThatAnswersOnlyAfterTheFirstProbesIsFoundWithinSeconds() {
    var lab = new PathLab().relayed().claims(WAN);
    lab.run(Duration.ofSeconds(7));
    assertThat(lab.used()).isEqualTo(RELAY);
    lab.answering.add(WAN);
    lab.run(Duration.ofSeconds(6));
    assertThat(lab.used()).isEqualTo(WAN);
  }

  @Test
  void aPathThatFallsSilentIsDoubledAndThenLeftWithTheLastDatagramsSentAgain() {
    PathLab lab = onWan();
    lab.runSending(Duration.ofSeconds(1));
    assertThat(dataTo(lab, RELAY)).isZero();
    lab.answering.remove(WAN);
    lab.runSending(Duration.ofMillis(200));
    assertThat(dataTo(lab, RELAY)).as("not in doubt yet").isZero();
    lab.runSending(Duration.ofMillis(250));
    assertThat(dataTo(lab, RELAY)).as("doubled, the last ones again").isGreaterThanOrEqualTo(3);
    assertThat(lab.used()).isEqualTo(WAN);
    lab.runSending(Duration.ofMillis(550));
    assertThat(lab.used()).as("within a second").isEqualTo(RELAY);
    assertThat(lab.why()).isEqualTo(Why.DIRECT_LOST);
  }

  @Test
  void aSlowPathIsGivenFourRoundTripsBeforeItIsLeft() {
    var lab = new PathLab().relayed();
    lab.rtt = 600 * PathLab.MILLI;
    lab.answering.add(WAN);
    lab.claims(WAN);
    lab.run(Duration.ofSeconds(3));
    assertThat(lab.used()).isEqualTo(WAN);
    lab.runSending(Duration.ofSeconds(20));
    assertThat(lab.used()).isEqualTo(WAN);
    lab.answering.remove(WAN);
    lab.runSending(Duration.ofMillis(1500));
    assertThat(lab.used()).isEqualTo(WAN);
    lab.runSending(Duration.ofSeconds(3));
    assertThat(lab.used()).isEqualTo(RELAY);
  }

  @Test
  void aPauseOfThisProcessIsNoSilenceOfThePeer() {
    PathLab lab = onWan();
    lab.runSending(Duration.ofMillis(100));
    lab.peer.tick(Duration.ofSeconds(5).toNanos());
    assertThat(lab.used()).isEqualTo(WAN);
  }

  @Test
  void aPathThatWorkedIsTriedEverySecondAndTakenAgain() {
    PathLab lab = onWan();
    lab.answering.remove(WAN);
    lab.runSending(Duration.ofSeconds(6));
    assertThat(lab.used()).isEqualTo(RELAY);
    lab.answering.add(WAN);
    lab.runSending(Duration.ofSeconds(3));
    assertThat(lab.used()).isEqualTo(WAN);
  }

  @Test
  void relaysAreAskedWhenWhatGoesByThemStaysUnanswered() {
    var lab = new PathLab().relayed();
    lab.runSending(Duration.ofSeconds(2));
    assertThat(lab.doubts).isZero();
    lab.answering.remove(RELAY);
    lab.runSending(Duration.ofSeconds(2));
    assertThat(lab.doubts).isPositive();
  }

  @Test
  void withRelaysOnlyNothingGoesToAnyAddressWhateverIsClaimed() {
    var lab = new PathLab().relayed();
    lab.peer.policyHere(PathPolicy.RELAY_ONLY);
    lab.claims(WAN, LAN);
    lab.peer.received(WAN, 50);
    lab.peer.punch();
    lab.peer.networkChanged();
    lab.runSending(Duration.ofMinutes(2));
    assertThat(lab.sent).allMatch(one -> one.route().equals(RELAY));
    assertThat(lab.why()).isEqualTo(Why.POLICY_HERE);
  }

  @Test
  void theReasonDoesNotFlickerWithEachRepetition() {
    var lab = new PathLab().relayed().claims(WAN);
    lab.run(Duration.ofMillis(500));
    assertThat(lab.why()).isEqualTo(Why.PUNCHING);
    lab.run(Duration.ofSeconds(4));
    for (int second = 0; second < 130; second++) {
      lab.run(Duration.ofSeconds(1));
      assertThat(lab.why()).isEqualTo(Why.NO_DIRECT_ANSWER);
    }
    lab.peer.natThere(NatKind.BLOCKED);
    assertThat(lab.why()).isEqualTo(Why.UDP_BLOCKED);
  }

  @Test
  void twoHardNatsAreNamedAtOnce() {
    var lab = new PathLab();
    lab.nat = NatKind.HARD;
    lab.relayed().claims(WAN).peer.natThere(NatKind.HARD);
    lab.run(Duration.ofMillis(100));
    assertThat(lab.why()).isEqualTo(Why.BOTH_NATS_HARD);
  }

  @Test
  void aFasterPathOfTheSameKindIsTakenOnlyForFiveMilliseconds() {
    PathLab lab = onWan();
    lab.rtt = 19 * PathLab.MILLI;
    lab.answering.add(LAN);
    lab.claims(WAN, LAN);
    lab.run(Duration.ofSeconds(40));
    assertThat(lab.used()).isEqualTo(WAN);
  }
}
