package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.pairing.PairingEvent.Reason;
import app.bothways.pairing.PairingEvent.Way;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RaceOnTheLanTest extends Races {
  @Test
  void aForgedAnnouncementWithAnotherKeyIsRefusedAndTheRaceGoesOn() {
    var forged = new CountDownLatch(1);
    Dial lan =
        (address, real) -> {
          forged.countDown();
          throw new NetException(NetError.WRONG_KEY, "somebody else");
        };
    Dial relay =
        (address, real) -> {
          await(forged);
          return connect(address, real);
        };
    try (Party ben = ben(lan, relay)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(race().winner()).isEqualTo(Way.RELAY);
      assertThat(joined.confirm().id()).isEqualTo(ana.id);
    }
  }

  @Test
  void inAFloodOfForgedAnnouncementsTheRealOneIsFoundWithEightDialsAtATime() {
    List<InetSocketAddress> flood = new ArrayList<>();
    for (int n = 0; n < 500; n++) {
      flood.add(socket(n));
    }
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    Dial lan =
        (address, real) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          try {
            if (address.direct().contains(socket(321))) {
              return connect(address, real);
            }
            throw new NetException(NetError.WRONG_KEY, "forged");
          } finally {
            now.decrementAndGet();
          }
        };
    Dial relay =
        (address, real) -> {
          throw new NetException(NetError.UNREACHABLE, "no relay today");
        };
    try (Party ben = ben(lan, relay, adverts(flood), Party.RACE)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(race().winner()).isEqualTo(Way.LAN);
      assertThat(most.get()).isLessThanOrEqualTo(Race.CANDIDATES);
    }
  }

  @Test
  void aSlowDeviceIsWaitedForWhereNobodyElseIsLeftAndSilentOnesGiveWayToOthers() {
    var abandoned = new CountDownLatch(Race.CANDIDATES);
    List<InetSocketAddress> silent = new ArrayList<>();
    for (int n = 0; n < 2 * Race.CANDIDATES; n++) {
      silent.add(socket(n));
    }
    InetSocketAddress slow = socket(silent.size());
    Dial lan =
        (address, real) -> {
          if (!address.direct().contains(slow)) {
            return never(abandoned);
          }
          // Answers long after the time that one address has while others wait for their turn.
          await(abandoned);
          return connect(address, real);
        };
    Dial relay =
        (address, real) -> {
          throw new NetException(NetError.UNREACHABLE, "no relay today");
        };
    var brief =
        new RaceTimes(
            Duration.ofMinutes(10), Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(20));
    List<InetSocketAddress> announced = new ArrayList<>(silent);
    announced.add(slow);
    try (Party ben = ben(lan, relay, adverts(announced), brief)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(race().winner()).isEqualTo(Way.LAN);
    }
  }

  @Test
  void whenEveryBranchHasFailedThatIsSaidWithWhatWasTriedAndWhy() {
    Dial lan =
        (address, real) -> {
          throw new NetException(NetError.WRONG_KEY, "forged");
        };
    Dial relay =
        (address, real) -> {
          throw new NetException(NetError.NOT_A_RELAY, "nonsense");
        };
    var patient =
        new RaceTimes(
            Duration.ofMinutes(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofMillis(20));
    try (Party ben = ben(lan, relay, adverts(List.of(socket(1))), patient)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(joined.failed().reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(joined.failed().text())
          .contains("1 of 1 address announced", "https://relay.example", "not a relay");
    }
  }
}
