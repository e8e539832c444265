package app.bothways.pairing;

import app.bothways.net.Endpoint;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.memory.MemoryNet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** One device in a test: key, home, store and pairing. */
final class Party implements AutoCloseable {
  static final Limits LIMITS =
      new Limits(
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofMinutes(15));
  static final RaceTimes RACE =
      new RaceTimes(
          Duration.ofSeconds(10),
          Duration.ofMillis(300),
          Duration.ofSeconds(2),
          Duration.ofMillis(20));

  final NodeId id;
  final Endpoint endpoint;
  final PairingStore store;
  final Timing timing;
  final Pairings pairing;

  private Party(NodeId id, Endpoint endpoint, PairingStore store, Setup setup) {
    this.id = id;
    this.endpoint = endpoint;
    this.store = store;
    this.timing = setup.timing;
    var self = new DeviceInfo(setup.name, "TestOS 1");
    this.pairing =
        new Pairings(new Context(endpoint, store, () -> self, timing, LIMITS), setup.race);
  }

  /** What may differ between the parties of tests. */
  record Setup(
      String name,
      Timing timing,
      RaceTimes race,
      UnaryOperator<Endpoint> network,
      UnaryOperator<PairingStore> disk) {
    Setup with(Timing other) {
      return new Setup(name, other, race, network, disk);
    }

    Setup with(RaceTimes other) {
      return new Setup(name, timing, other, network, disk);
    }

    Setup network(UnaryOperator<Endpoint> other) {
      return new Setup(name, timing, race, other, disk);
    }

    Setup disk(UnaryOperator<PairingStore> other) {
      return new Setup(name, timing, race, network, other);
    }
  }

  static Setup named(String name) {
    return new Setup(
        name, new SystemTiming(), RACE, UnaryOperator.identity(), UnaryOperator.identity());
  }

  static Party open(MemoryNet net, Path home, Setup setup) {
    return open(net, home, NodeKey.generate().id(), setup);
  }

  static Party open(MemoryNet net, Path home, NodeId id, Setup setup) {
    try {
      return new Party(
          id,
          setup.network.apply(net.endpoint(id)),
          setup.disk.apply(H2DeviceStore.open(home)),
          setup);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pairing.close();
    endpoint.close();
    store.close();
  }
}
