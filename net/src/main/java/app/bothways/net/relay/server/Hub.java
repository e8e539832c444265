package app.bothways.net.relay.server;

import app.bothways.net.relay.protocol.RelayFrame.Restarting;
import app.bothways.net.relay.server.pkarr.PkarrStore;
import app.bothways.net.relay.server.stun.StunResponder;
import java.util.Optional;

/** What all connections of one relay share. Any thread. */
final class Hub {
  private final ClientRegistry registry;
  private final Counters counters = new Counters();
  private final ConnectionGuard guard = new ConnectionGuard();
  private final AccessGate gate;
  private final Usages usages = new Usages();
  private final Optional<PkarrStore> records;
  private volatile RelayServerConfig config;
  private volatile Optional<Restarting> leaving = Optional.empty();
  private volatile Optional<StunResponder> stun = Optional.empty();

  Hub(RelayServerConfig config) {
    this(config, new AccessGate(AccessGate.Turns.standard()));
  }

  Hub(RelayServerConfig config, AccessGate gate) {
    this.config = config;
    this.gate = gate;
    this.registry = new ClientRegistry(counters);
    int most = config.services().pkarrRecords();
    this.records = most > 0 ? Optional.of(new PkarrStore(most)) : Optional.empty();
  }

  /** The rules in force; they may change at any time. */
  RelayServerConfig config() {
    return config;
  }

  void replace(RelayServerConfig next) {
    config = next;
  }

  RelayLimits limits() {
    return config.limits();
  }

  ClientRegistry registry() {
    return registry;
  }

  Counters counters() {
    return counters;
  }

  ConnectionGuard guard() {
    return guard;
  }

  AccessGate gate() {
    return gate;
  }

  /** What each key has sent. */
  Usages usages() {
    return usages;
  }

  /** The signed address records; empty when this relay keeps none. */
  Optional<PkarrStore> records() {
    return records;
  }

  /** What clients are told from now on: that this relay is about to go. */
  void leave(Restarting notice) {
    leaving = Optional.of(notice);
  }

  Optional<Restarting> leaving() {
    return leaving;
  }

  void answersStun(StunResponder responder) {
    stun = Optional.of(responder);
  }

  /** The real port of the STUN responder; empty when there is none. */
  Optional<Integer> stunPort() {
    return stun.map(responder -> responder.address().getPort());
  }

  /** A second one, by which clients learn what kind of NAT they are behind. */
  Optional<Integer> otherStunPort() {
    return stun.flatMap(StunResponder::otherPort);
  }

  void tap(byte[] bytes) {
    config.tap().ifPresent(tap -> tap.received(bytes));
  }

  boolean tapped() {
    return config.tap().isPresent();
  }
}
