package app.bothways.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.memory.MemoryNet;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two devices over a network in memory; the one that shows codes has a clock that tests turn. */
@Timeout(60)
abstract class TwoDevices {
  @TempDir Path home;

  final MemoryNet net = new MemoryNet();
  final FakeTiming clock = new FakeTiming();
  Party ana;
  Party ben;

  @BeforeEach
  void twoDevices() {
    ana =
        Party.open(
            net,
            home.resolve("ana"),
            Party.named("Ana's laptop").with(clock).network(Wrapped::withRelay));
    ben = Party.open(net, home.resolve("ben"), Party.named("Ben's desk"));
  }

  @AfterEach
  void close() {
    ana.close();
    ben.close();
  }

  Party third(String name) {
    return Party.open(net, home.resolve(name), Party.named(name));
  }

  void nothingIsStored() {
    assertThat(ana.store.devices()).isEmpty();
    assertThat(ben.store.devices()).isEmpty();
    assertThat(ana.store.unfinished()).isEmpty();
    assertThat(ben.store.unfinished()).isEmpty();
  }

  /** A whole pairing of the two, to its end. */
  void pairOnce() {
    var shown = new Recorder();
    var joined = new Recorder();
    PairingSession a = ana.pairing.offer(shown);
    PairingSession b = ben.pairing.join(shown.code(), joined);
    shown.confirm();
    joined.confirm();
    a.confirm();
    b.confirm();
    shown.paired();
    joined.paired();
  }
}
