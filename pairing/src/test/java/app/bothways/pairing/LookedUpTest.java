package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.LanDiscovery;
import app.bothways.net.Subscription;
import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.memory.MemoryNet;
import app.bothways.pairing.PairingEvent.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LookedUpTest {
  @TempDir Path home;

  /** A connection to an address that a signed record named. */
  private static final class ByRecord extends PassedOn {
    ByRecord(Connection real) {
      super(real);
    }

    @Override
    public FoundBy foundBy() {
      return FoundBy.RECORD;
    }
  }

  private static final LanDiscovery NOBODY =
      new LanDiscovery() {
        @Override
        public Subscription advertise(byte[] tag) {
          return () -> {};
        }

        @Override
        public Subscription find(byte[] tag, Consumer<Found> found) {
          return () -> {};
        }
      };

  @Test
  void aDeviceThatIsFoundByItsRecordHasBeenLookedUp() {
    var net = new MemoryNet();
    var shown = new Recorder();
    var joined = new Recorder();
    try (Party ana =
            Party.open(net, home.resolve("ana"), Party.named("Ana").network(Wrapped::withRelay));
        Party ben =
            Party.open(
                net,
                home.resolve("ben"),
                Party.named("Ben")
                    .with(Party.RACE)
                    .network(
                        real ->
                            new Wrapped(real) {
                              @Override
                              public Connection dial(NodeAddr to, String alpn, Duration timeout)
                                  throws IOException {
                                return new ByRecord(real.dial(NodeAddr.of(to.id()), alpn, timeout));
                              }

                              @Override
                              public LanDiscovery lan() {
                                return NOBODY;
                              }

                              @Override
                              public boolean looksUp() {
                                return true;
                              }
                            }))) {
      ana.pairing.offer(shown);
      ben.pairing.join(shown.code(), joined);
      PairingEvent.Race race = joined.await(PairingEvent.Race.class);
      assertThat(race.winner()).isEqualTo(Way.LOOKUP);
      assertThat(race.tried()).containsExactly(Way.LAN, Way.RELAY, Way.LOOKUP);
    }
  }
}
