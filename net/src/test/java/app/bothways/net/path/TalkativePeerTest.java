package app.bothways.net.path;

import static app.bothways.net.path.PathLab.direct;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.socket.Route;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a peer says must not make this node a tool against others. */
class TalkativePeerTest {
  private static final Route.Direct[] VICTIMS =
      IntStream.range(1, 31)
          .mapToObj(i -> direct("203.0.113." + i, 53))
          .toArray(Route.Direct[]::new);
  private static final RelayUrl FIRST = relay(1);

  private static RelayUrl relay(int number) {
    return RelayUrl.parse("https://relay" + number + ".test").orElseThrow();
  }

  @Test
  void aPeerThatChangesItsPolicyAtEveryTickDoesNotMultiplyOurProbes() {
    var lab = new PathLab().relayed().claims(VICTIMS);
    for (int i = 0; i < 1200; i++) {
      lab.peer.policyThere(i % 2 == 0 ? PathPolicy.DIRECT_ONLY : PathPolicy.AUTO);
      lab.run(Duration.ofMillis(50));
    }
    long probes = lab.hunting().size();
    assertThat(probes).as("in a minute, at thirty addresses").isBetween(1L, 30L * 30 * 8);
    lab.sent.clear();
    lab.run(Duration.ofMinutes(1));
    assertThat(lab.hunting()).as("and it ends").hasSizeLessThan(30 * 6 * Path.ROUND);
  }

  @Test
  void thePolicyThatIsInForceSaidAgainChangesNothing() {
    var lab = new PathLab().relayed().claims(VICTIMS[0]);
    lab.run(Duration.ofMinutes(5));
    lab.sent.clear();
    for (int i = 0; i < 600; i++) {
      lab.peer.policyThere(PathPolicy.AUTO);
      lab.run(Duration.ofMillis(50));
    }
    assertThat(lab.to(VICTIMS[0])).hasSizeLessThanOrEqualTo(Path.ROUND);
  }

  @Test
  void whatIsAskedForTooEarlyIsDoneTwoSecondsLater() {
    var lab = new PathLab().relayed().claims(VICTIMS[0]);
    lab.run(Duration.ofSeconds(30));
    lab.claims(VICTIMS[0]);
    lab.claims(VICTIMS[0]);
    lab.sent.clear();
    lab.run(Duration.ofSeconds(2));
    int first = lab.to(VICTIMS[0]).size();
    lab.run(Duration.ofSeconds(2));
    assertThat(first).isPositive();
    assertThat(lab.to(VICTIMS[0]).size() - first)
        .as("a round from its beginning has more than its end")
        .isGreaterThanOrEqualTo(5);
  }

  @Test
  void aStrangersRelaysAreRememberedAndOnlyConnectedToOnceItIsKnown() {
    var lab = new PathLab();
    lab.known = false;
    lab.relayed();
    lab.peer.relays(List.of(FIRST, relay(2)));
    lab.run(Duration.ofSeconds(5));
    assertThat(lab.wanted).isEmpty();
    lab.known = true;
    lab.peer.policyHere(PathPolicy.AUTO);
    assertThat(lab.wanted).containsExactly(FIRST, relay(2));
  }

  @Test
  void aRelayThatAPeerNamesNoMoreIsNotNeededAnyMore() {
    var lab = new PathLab().relayed();
    lab.peer.relays(List.of(FIRST));
    assertThat(lab.peer.uses(FIRST)).isTrue();
    lab.peer.relays(List.of(relay(2)));
    assertThat(lab.peer.uses(FIRST)).isFalse();
    assertThat(lab.peer.uses(relay(2))).isTrue();
  }

  @Test
  void aStrangerCannotTellUsWhereWeAre() {
    for (boolean known : new boolean[] {false, true}) {
      var lab = new PathLab();
      lab.known = known;
      lab.says = Optional.of(new InetSocketAddress("198.51.100.1", 4000));
      lab.relayed();
      lab.answering.add(VICTIMS[0]);
      lab.claims(VICTIMS[0]);
      lab.run(Duration.ofSeconds(2));
      assertThat(lab.used()).isEqualTo(VICTIMS[0]);
      assertThat(lab.observed.isEmpty()).isEqualTo(!known);
    }
  }
}
