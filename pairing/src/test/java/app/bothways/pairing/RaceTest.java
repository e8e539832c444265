package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.LanDiscovery;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.address.NodeAddr;
import app.bothways.pairing.PairingEvent.Reason;
import app.bothways.pairing.PairingEvent.Way;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RaceTest extends Races {
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
