package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.Connection;
import app.bothways.net.LanDiscovery;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.memory.MemoryNet;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Ana shows a code; how Ben's dials end is for each test to say. */
abstract class Races {
  @TempDir Path home;

  final MemoryNet net = new MemoryNet();
  final Recorder shown = new Recorder();
  final Recorder joined = new Recorder();
  Party ana;

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
  interface Dial {
    Connection to(NodeAddr address, Dialler real) throws IOException;
  }

  interface Dialler {
    Connection dial(NodeAddr address) throws IOException;
  }

  Party ben(Dial lan, Dial relay, LanDiscovery discovery, RaceTimes times) {
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

  Party ben(Dial lan, Dial relay) {
    return ben(lan, relay, adverts(List.of(socket(1))), Party.RACE);
  }

  static InetSocketAddress socket(int n) {
    return InetSocketAddress.createUnresolved("lan" + n, 1000);
  }

  /** Whoever looks finds these, for any tag. */
  static LanDiscovery adverts(List<InetSocketAddress> addresses) {
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

  static Connection connect(NodeAddr address, Dialler real) throws IOException {
    return real.dial(NodeAddr.of(address.id()));
  }

  static Connection never(CountDownLatch abandoned) throws IOException {
    try {
      new CountDownLatch(1).await();
      throw new AssertionError("only an interruption ends this");
    } catch (InterruptedException e) {
      abandoned.countDown();
      throw new InterruptedIOException("abandoned");
    }
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }

  PairingEvent.Race race() {
    return joined.await(PairingEvent.Race.class);
  }
}
