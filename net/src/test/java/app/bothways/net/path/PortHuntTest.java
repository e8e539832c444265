package app.bothways.net.path;

import static app.bothways.net.path.PathLab.direct;
import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.PathPolicy;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Route;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortHuntTest {
  private static final Route.Direct PUBLIC = direct("203.0.113.7", 40_000);
  private static final Route.Direct OTHER = direct("203.0.113.7", 51_234);
  private static final Route.Direct PRIVATE = direct("192.168.1.4", 5_000);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static PathLab hardHere() {
    var lab = new PathLab().relayed();
    lab.nat = NatKind.HARD;
    lab.peer.natThere(NatKind.EASY);
    return lab;
  }

  private static PathLab hardThere() {
    var lab = new PathLab().relayed();
    lab.nat = NatKind.EASY;
    lab.peer.natThere(NatKind.HARD);
    return lab;
  }

  private static boolean fits(PathLab lab, long perSecond) {
    List<PathLab.Sent> all = lab.hunting(PUBLIC, PRIVATE, OTHER);
    return all.stream()
        .allMatch(
            from ->
                all.stream()
                        .filter(s -> s.at() >= from.at() && s.at() < from.at() + 1_000_000_000L)
                        .count()
                    <= perSecond);
  }

  @Test
  void theSideWhosePortsChangeKnocksFromManyDoorsAtThePublicAddressOnly() {
    PathLab lab = hardHere().claims(PRIVATE, PUBLIC);
    lab.run(Duration.ofSeconds(20));
    List<PathLab.Sent> knocks = lab.hunting(PUBLIC, PRIVATE);
    assertThat(lab.asksToGuess).as("the other side was told").isEqualTo(1);
    assertThat(knocks).hasSize(PortHunt.KNOCKS);
    assertThat(knocks)
        .allSatisfy(
            one -> assertThat(((Route.Direct) one.route()).address()).isEqualTo(PUBLIC.address()));
    assertThat(knocks.stream().map(PathLab.Sent::route).distinct()).hasSize(PortHunt.DOORS);
    assertThat(fits(lab, PacketRate.PER_SECOND + 20)).as("packets in any second").isTrue();
    assertThat(lab.doors).as("all closed in the end").isEmpty();
  }

  @Test
  void whoIsAskedGuessesAtPortsOfThePublicAddressesThatThePeerNamed() {
    PathLab lab = hardThere().claims(PRIVATE, PUBLIC, direct("100.64.0.9", 7));
    lab.peer.knockedAt();
    lab.run(Duration.ofSeconds(20));
    List<PathLab.Sent> guesses = lab.hunting(PUBLIC, PRIVATE, direct("100.64.0.9", 7));
    assertThat(guesses).hasSize(PortHunt.GUESSES);
    assertThat(guesses.stream().map(PathLab.Sent::route).distinct()).hasSize(PortHunt.GUESSES);
    assertThat(guesses)
        .allSatisfy(
            one ->
                assertThat(((Route.Direct) one.route()).address().getAddress())
                    .isEqualTo(PUBLIC.address().getAddress()));
    assertThat(guesses).allSatisfy(one -> assertThat(one.bytes()).isLessThan(100));
    assertThat(fits(lab, PacketRate.PER_SECOND + 20)).as("packets in any second").isTrue();
  }

  @Test
  void aPeerThatAsksAgainAndAgainGetsNoMoreThanItsBudget() {
    PathLab lab = hardThere().claims(PUBLIC);
    for (int second = 0; second < 300; second += 5) {
      lab.claims(direct("198.51.100." + (second / 5 + 1), 9), PUBLIC);
      // Pretends that the network changed: otherwise pauses would keep it far below.
      lab.peer.networkChanged();
      lab.peer.knockedAt();
      lab.run(Duration.ofSeconds(5));
    }
    long guessed =
        lab.sent.stream()
            .filter(s -> s.route() instanceof Route.Direct d && d.address().getPort() != 9)
            .filter(s -> !s.route().equals(PUBLIC))
            .count();
    assertThat(guessed).isBetween(PortHunt.HOURLY / 2L, (long) PortHunt.HOURLY);
  }

  @Test
  void anAttemptInVainIsFollowedByAPauseThatGrows() {
    PathLab lab = hardHere().claims(PUBLIC);
    lab.run(Duration.ofSeconds(15));
    assertThat(lab.asksToGuess).isEqualTo(1);
    lab.run(Duration.ofSeconds(45));
    assertThat(lab.asksToGuess).as("within a minute").isEqualTo(1);
    lab.run(Duration.ofSeconds(40));
    assertThat(lab.asksToGuess).as("after a minute").isEqualTo(2);
    lab.run(MINUTE);
    assertThat(lab.asksToGuess).as("the second pause is longer").isEqualTo(2);
  }

  @Test
  void nobodyHuntsWhereItCannotHelpOrMayNot() {
    PathLab both = hardHere().claims(PUBLIC);
    both.peer.natThere(NatKind.HARD);
    PathLab stranger = hardHere().claims(PUBLIC);
    stranger.known = false;
    PathLab metered = hardHere().claims(PUBLIC);
    metered.metered = true;
    PathLab relayOnly = hardHere().claims(PUBLIC);
    relayOnly.peer.policyHere(PathPolicy.RELAY_ONLY);
    PathLab lanOnly = hardHere().claims(PUBLIC);
    lanOnly.peer.policyThere(PathPolicy.LAN_ONLY);
    PathLab onlyPrivate = hardHere().claims(PRIVATE);
    for (PathLab lab : List.of(both, stranger, metered, relayOnly, lanOnly, onlyPrivate)) {
      lab.peer.knockedAt();
      lab.run(MINUTE);
      assertThat(lab.asksToGuess).isZero();
      assertThat(lab.hunting(PUBLIC, PRIVATE)).isEmpty();
    }
  }

  @Test
  void theHuntEndsWithTheFirstDirectPathAndKeepsItsDoorOnly() {
    PathLab lab = hardHere().claims(PUBLIC);
    lab.run(Duration.ofSeconds(3));
    assertThat(lab.doors).hasSizeGreaterThan(100);
    Route.Direct hit = new Route.Direct(PUBLIC.address(), 77);
    lab.answering.add(hit);
    ask(lab, hit);
    lab.run(Duration.ofSeconds(1));
    assertThat(lab.why()).isEqualTo(Why.DIRECT);
    lab.run(Duration.ofSeconds(1));
    assertThat(lab.doors).containsExactly(77);
    int before = lab.hunting(PUBLIC, hit).size();
    lab.run(Duration.ofSeconds(5));
    assertThat(lab.hunting(PUBLIC, hit)).hasSize(before);
  }

  /** The peer's guess comes in at a door. */
  private static void ask(PathLab lab, Route.Direct at) {
    var request =
        Stun.request(
            io.netty.buffer.UnpooledByteBufAllocator.DEFAULT,
            Stun.Transaction.random(new Random(1)),
            lab.peer.secret());
    lab.peer.request(at, Stun.parse(request).orElseThrow());
    request.release();
  }

  @Test
  void theReasonIsPunchingOnceAndThenStays() {
    PathLab lab = hardHere().claims(PUBLIC);
    lab.run(Duration.ofSeconds(3));
    assertThat(lab.why()).isEqualTo(Why.PUNCHING);
    lab.run(Duration.ofSeconds(10));
    for (int second = 0; second < 200; second++) {
      lab.run(Duration.ofSeconds(1));
      assertThat(lab.why()).isEqualTo(Why.ONE_NAT_HARD);
    }
  }

  @Test
  void portsAboveThoseSeenAreGuessedFirstAndNoneTwiceOrAmongThem() {
    var seen =
        List.of(PUBLIC.address(), new InetSocketAddress(PUBLIC.address().getAddress(), 65_530));
    var guesses = new PortGuesses(seen, 60_000, new Random(7));
    var ports = new ArrayList<Integer>();
    guesses.next().ifPresent(first -> ports.add(first.getPort()));
    for (var next = guesses.next(); next.isPresent(); next = guesses.next()) {
      ports.add(next.get().getPort());
    }
    assertThat(ports.subList(0, 4)).containsExactly(40_001, 65_531, 40_002, 65_532);
    assertThat(ports).hasSize(60_000).allMatch(port -> port >= 1024 && port < 65_536);
    assertThat(ports).doesNotContain(40_000, 65_530);
    assertThat(new HashSet<>(ports)).hasSize(60_000);
  }

  @Test
  void theRateHoldsHoweverItIsAskedFor() {
    var random = new Random(42);
    long now = 0;
    var rate = new PacketRate(now);
    long taken = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextLong(30_000_000);
      taken += rate.take(random.nextInt(-3, 400), now);
    }
    assertThat(taken).isLessThanOrEqualTo(now / 1_000_000_000L * PacketRate.PER_SECOND + 220);
    assertThat(rate.take(1000, now + 3_600_000_000_000L)).as("no savings").isLessThanOrEqualTo(20);
  }
}
