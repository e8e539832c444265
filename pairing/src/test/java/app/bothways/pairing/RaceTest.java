package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.LanDiscovery;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.memory.MemoryNet;
import app.bothways.pairing.PairingEvent.Reason;
import app.bothways.pairing.PairingEvent.Way;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RaceTest {
  @TempDir Path home;

  private final MemoryNet net = new MemoryNet();
  private final Recorder shown = new Recorder();
  private final Recorder joined = new Recorder();
  private Party ana;

  @BeforeEach
  void showACode() {
    ana = Party.open(net, home.resolve("ana"), Party.named("Ana").network(Wrapped::withRelay));
    ana.pairing.offer(shown);
  }

  @AfterEach
  void close() {
    ana.close();
  }

  /** A way of dialling; gets the real one to use or not. */
  private interface Dial {
    Connection to(NodeAddr address, Dialler real) throws IOException;
  }

  private interface Dialler {
    Connection dial(NodeAddr address) throws IOException;
  }

  private Party ben(Dial lan, Dial relay, LanDiscovery discovery, RaceTimes times) {
    return Party.open(
        net,
        home.resolve("ben"),
        Party.named("Ben")
            .with(times)
            .network(
                real ->
                    new Wrapped(real) {
                      @Override
                      public Connection dial(NodeAddr address, String alpn, Duration timeout)
                          throws IOException {
                        Dialler dialler = to -> real.dial(to, alpn, timeout);
                        return (address.direct().isEmpty() ? relay : lan).to(address, dialler);
                      }

                      @Override
                      public LanDiscovery lan() {
                        return discovery;
                      }
                    }));
  }

  private Party ben(Dial lan, Dial relay) {
    return ben(lan, relay, adverts(List.of(socket(1))), Party.RACE);
  }

  private static InetSocketAddress socket(int n) {
    return InetSocketAddress.createUnresolved("lan" + n, 1000);
  }

  /** Whoever looks finds these, for any tag. */
  private static LanDiscovery adverts(List<InetSocketAddress> addresses) {
    return new LanDiscovery() {
      @Override
      public Subscription advertise(byte[] tag) {
        return () -> {};
      }

      @Override
      public Subscription find(byte[] tag, Consumer<Found> found) {
        addresses.forEach(address -> found.accept(new Found(tag, List.of(address))));
        return () -> {};
      }
    };
  }

  private static Connection connect(NodeAddr address, Dialler real) throws IOException {
    return real.dial(NodeAddr.of(address.id()));
  }

  private static Connection never(CountDownLatch abandoned) throws IOException {
    try {
      Thread.sleep(Duration.ofMinutes(1));
      throw new NetException(NetError.UNREACHABLE, "nobody");
    } catch (InterruptedException e) {
      abandoned.countDown();
      throw new InterruptedIOException("abandoned");
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }

  private PairingEvent.Race race() {
    return joined.await(PairingEvent.Race.class);
  }

  @Test
  void aFastLocalNetworkBeatsASlowRelayWhoseDialIsAbandoned() throws Exception {
    var abandoned = new CountDownLatch(1);
    var relayStarted = new CountDownLatch(1);
    Dial relay =
        (address, real) -> {
          relayStarted.countDown();
          return never(abandoned);
        };
    Dial lan =
        (address, real) -> {
          await(relayStarted);
          return connect(address, real);
        };
    try (Party ben = ben(lan, relay)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(race().winner()).isEqualTo(Way.LAN);
      assertThat(race().tried()).containsExactly(Way.LAN, Way.RELAY);
      assertThat(joined.confirm().way()).isEqualTo(Way.LAN);
      assertThat(abandoned.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aFastRelayBeatsASlowLocalNetwork() throws Exception {
    var abandoned = new CountDownLatch(1);
    try (Party ben = ben((address, real) -> never(abandoned), RaceTest::connect)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(race().winner()).isEqualTo(Way.RELAY);
      assertThat(joined.confirm().way()).isEqualTo(Way.RELAY);
      assertThat(abandoned.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aLocalNetworkThatTimesOutDoesNotCancelARelayThatNeedsLonger() {
    var lanFailed = new CountDownLatch(1);
    Dial lan =
        (address, real) -> {
          lanFailed.countDown();
          throw new NetException(NetError.UNREACHABLE, "timed out");
        };
    Dial relay =
        (address, real) -> {
          await(lanFailed);
          try {
            // Longer than the local network is listened to.
            Thread.sleep(Party.RACE.silence().plusMillis(200));
          } catch (InterruptedException e) {
            throw new InterruptedIOException("abandoned too early");
          }
          return connect(address, real);
        };
    try (Party ben = ben(lan, relay)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(race().winner()).isEqualTo(Way.RELAY);
    }
  }

  @Test
  void aRelayThatFailsDoesNotCancelTheLocalNetwork() {
    var relayFailed = new CountDownLatch(1);
    Dial relay =
        (address, real) -> {
          relayFailed.countDown();
          throw new NetException(NetError.RELAY_DENIED, "no token");
        };
    Dial lan =
        (address, real) -> {
          await(relayFailed);
          return connect(address, real);
        };
    try (Party ben = ben(lan, relay)) {
      ben.pairing.join(shown.code(), joined);
      assertThat(race().winner()).isEqualTo(Way.LAN);
    }
  }

  @Test
  void aConnectionThatComesUpTooLateIsClosed() throws Exception {
    var started = new CountDownLatch(1);
    var won = new CountDownLatch(1);
    var late = new LinkedBlockingQueue<Connection>();
    Dial lan =
        (address, real) -> {
          await(started);
          return connect(address, real);
        };
    Dial relay =
        (address, real) -> {
          started.countDown();
          boolean interrupted = false;
          while (won.getCount() > 0) {
            try {
              won.await();
            } catch (InterruptedException e) {
              interrupted = true; // A dial that was just about to succeed.
            }
          }
          Connection connection = connect(address, real);
          late.add(connection);
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          return connection;
        };
    try (Party ben = ben(lan, relay)) {
      ben.pairing.join(shown.code(), joined);
      race();
      won.countDown();
      Connection loser = late.poll(20, TimeUnit.SECONDS);
      assertThat(loser).isNotNull();
      assertThat(loser.closed().get(20, TimeUnit.SECONDS)).contains("another way was faster");
      assertThat(shown.confirm().digits()).isEqualTo(joined.confirm().digits());
    }
  }

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

  @Test
  void givingUpEndsARaceAtOnce() throws Exception {
    var started = new CountDownLatch(2);
    var abandoned = new CountDownLatch(2);
    Dial hopeless =
        (address, real) -> {
          started.countDown();
          return never(abandoned);
        };
    try (Party ben = ben(hopeless, hopeless)) {
      PairingSession session = ben.pairing.join(shown.code(), joined);
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      session.close();
      assertThat(abandoned.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(joined.failed().reason()).isEqualTo(Reason.CANCELLED);
    }
  }

  @Test
  void aCodeWithoutRelayIsTriedOnTheRelayThatThisDeviceUses() {
    var code = new PairingCode(shown.code().session(), ana.id, java.util.Optional.empty());
    try (Party ben =
        Party.open(
            net,
            home.resolve("ben"),
            Party.named("Ben")
                .network(
                    real ->
                        new Wrapped(Wrapped.withRelay(real)) {
                          @Override
                          public LanDiscovery lan() {
                            return adverts(List.of());
                          }
                        }))) {
      ben.pairing.join(code, joined);
      assertThat(race().winner()).isEqualTo(Way.RELAY);
      joined.confirm();
    }
  }

  @Test
  void withoutAnyNetworkTheCodeIsShownAllTheSame() {
    try (Party alone =
        Party.open(
            net,
            home.resolve("alone"),
            Party.named("Alone")
                .network(
                    real ->
                        new Wrapped(real) {
                          @Override
                          public NodeAddr address() {
                            return NodeAddr.of(id());
                          }

                          @Override
                          public LanDiscovery lan() {
                            return adverts(List.of());
                          }
                        }))) {
      var offered = new Recorder();
      alone.pairing.offer(offered);
      assertThat(offered.code().relay()).isEmpty();
    }
  }
}
