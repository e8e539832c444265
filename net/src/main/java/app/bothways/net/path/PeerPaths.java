package app.bothways.net.path;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.PathView;
import app.bothways.net.report.Traffic;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Flow;
import app.bothways.net.socket.Route;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All ways to one peer, shared by all connections to it: which are known, which are proven, which
 * one is used. Changes of path go unnoticed by QUIC, except as a change of speed.
 *
 * <p>Only used on the event loop, except {@link #view}, {@link #traffic} and {@link #status}.
 */
public final class PeerPaths implements Flow.Outlet {
  /** What is used now, readable by any thread. */
  public record Status(PathView path, Why why, Instant since) {}

  private final NodeId id;
  private final PathEnvironment environment;
  private final PathProber prober;
  private final Counters counters = new Counters();
  private final Recent recent = new Recent();
  private final PathTable paths;
  private final Set<Flow> flows = new HashSet<>();
  private final PathWatch watch;
  private final PathChoice choice = new PathChoice(this);
  private final PortHunt hunt;
  private final PunchPace pace = new PunchPace();
  private List<InetSocketAddress> claimed = List.of();
  private List<RelayUrl> told = List.of();
  private PathPolicy here;
  private PathPolicy there = PathPolicy.AUTO;
  private NatKind natThere = NatKind.UNKNOWN;
  private long dataAt;

  public PeerPaths(NodeId id, PathPolicy policy, PathEnvironment environment, SecureRandom random) {
    this.id = id;
    this.here = policy;
    this.environment = environment;
    this.paths = new PathTable(environment.largest());
    this.prober = new PathProber(this, random);
    this.watch = new PathWatch(this);
    this.hunt = new PortHunt(this, random);
  }

  public NodeId id() {
    return id;
  }

  /** With which this node recognises the probes of the peer. */
  public ProbeSecret secret() {
    return prober.secret();
  }

  public Traffic traffic() {
    return counters.view();
  }

  public Status status() {
    return choice.status();
  }

  public boolean connected() {
    return !flows.isEmpty();
  }

  /** The ways that work now, best first; a new connection to the peer begins on them. */
  public List<Route> provenRoutes() {
    return paths.proven().map(Path::route).toList();
  }

  /**
   * A connection to the peer has proven both keys on the way it began; from here on its datagrams
   * go the best way.
   */
  public void attach(Flow flow, FirstOutlet first) {
    counters.sent(first.route(), first.sent());
    counters.received(first.route(), first.received());
    flows.add(flow);
    flow.outlet(this);
    path(first.route()).ifPresent(path -> path.proveUnmeasured(environment.now()));
    reselect();
  }

  /** The connection has ended. */
  public void detach(Flow flow) {
    if (flows.remove(flow) && flows.isEmpty()) {
      hunt.stop();
      claimed = List.of();
      told = List.of();
      paths.clear();
      prober.forget();
      recent.clear();
      natThere = NatKind.UNKNOWN;
      choice.nothing();
    }
  }

  /**
   * The peer recognises probes by {@code probeSecret}, and means to use such paths. Another secret
   * than before means that the peer started anew: the ways to its former life lead nowhere, however
   * fast they were, and only the one by which it has just come counts.
   */
  public void greeted(ProbeSecret probeSecret, PathPolicy policy, FirstOutlet first) {
    if (prober.greeted(probeSecret) == PathProber.Greeting.ANEW) {
      paths.keepOnly(first.route());
      recent.clear();
    }
    there = policy;
    punchAsked();
    reselect();
  }

  public void policyThere(PathPolicy policy) {
    if (policy != there) {
      there = policy;
      punchAsked();
      reselect();
    }
  }

  /** What the peer says of the network that it is in. */
  public void natThere(NatKind kind) {
    natThere = kind;
    reselect();
  }

  NatKind natThere() {
    return natThere;
  }

  PathEnvironment environment() {
    return environment;
  }

  /** What the person of this node wants; from then on the peer is no stranger. */
  public void policyHere(PathPolicy policy) {
    here = policy;
    relays(told);
    punch();
    reselect();
  }

  public PathPolicy policyHere() {
    return here;
  }

  /** Where the peer says it is. Claims: they get probes and nothing else. */
  public void candidates(Collection<InetSocketAddress> addresses) {
    claimed = addresses.stream().filter(environment::reachable).toList();
    for (InetSocketAddress address : addresses) {
      if (address.getPort() > 0 && environment.reachable(address)) {
        path(new Route.Direct(address));
      }
    }
    punchAsked();
  }

  /**
   * Relays on which the peer says it can be found, in place of those it said before. Of a
   * stranger's, those that this node is not connected to anyhow are only kept in mind: connecting
   * is a request to any host that somebody names.
   */
  public void relays(Collection<RelayUrl> relays) {
    told.stream()
        .filter(relay -> !relays.contains(relay))
        .forEach(relay -> paths.dropUnproven(new Route.Relayed(relay, id)));
    told = List.copyOf(relays);
    for (RelayUrl relay : told) {
      var route = new Route.Relayed(relay, id);
      if (allowed(route) && (environment.known(id) || environment.relayAtHand(relay))) {
        environment.relayWanted(relay);
        path(route);
      }
    }
  }

  public boolean uses(RelayUrl relay) {
    return connected() && by(relay).isPresent();
  }

  private Optional<Path> by(RelayUrl relay) {
    return paths.find(new Route.Relayed(relay, id));
  }

  /** Tries all ways that are not proven once more, from the start. */
  public void punch() {
    long now = environment.now();
    paths.unproven().forEach(path -> path.round(now));
  }

  private void punchAsked() {
    if (pace.ask(environment.now())) {
      punch();
    }
  }

  /** The peer knocks from many sockets at an address of ours that a NAT guards. */
  public void knockedAt() {
    hunt.asked(environment.now());
  }

  /** The relay is connected, or knows the peer again. */
  public void relayUp(RelayUrl relay) {
    by(relay).filter(path -> !path.proven()).ifPresent(path -> path.round(environment.now()));
  }

  /** The relay is gone, or says that the peer is not there. */
  public void relayDown(RelayUrl relay) {
    by(relay).filter(Path::proven).ifPresent(path -> watch.lose(path, environment.now()));
  }

  /** The machine's addresses changed: nothing that was measured holds, everything is tried. */
  public void networkChanged() {
    long now = environment.now();
    hunt.networkChanged();
    paths.all().forEach(path -> path.anew(now));
    paths.proven().forEach(this::probe);
    environment.wire().flush();
  }

  /** A request that carries our secret's name; answered only if its code proves the peer. */
  public void request(Route from, Stun.Message message) {
    prober.request(from, message);
  }

  /** True when this peer was asked {@code transaction}. */
  public boolean expects(Stun.Transaction transaction) {
    return prober.expects(transaction);
  }

  public void response(Route from, Stun.Message message) {
    prober.response(from, message);
  }

  /**
   * The most bytes that a datagram sent now may have. It changes with the way, and whatever is sent
   * next has to fit.
   */
  public int datagram() {
    return choice.selected().map(path -> path.size().best()).orElse(PathSize.BASE);
  }

  @Override
  public void received(Route route, int bytes) {
    counters.received(route, bytes);
    Optional<Path> known = paths.find(route);
    if (known.isPresent()) {
      known.get().heard(environment.now());
    } else {
      // Not decrypted yet, so for an unknown way only a hint: worth a probe.
      path(route);
    }
  }

  @Override
  public void send(ByteBuf data, int segmentSize) {
    Optional<Path> selected = choice.selected();
    if (selected.isEmpty()) {
      data.release();
      return;
    }
    dataAt = environment.now();
    recent.add(data, segmentSize);
    if (watch.suspicious()) {
      choice.standby().ifPresent(backup -> transmit(backup, data.retainedSlice(), segmentSize));
    }
    transmit(selected.get(), data, segmentSize);
  }

  @Override
  public boolean silent() {
    return false;
  }

  /** What is too large for {@code path} was made for another one, and is left to QUIC. */
  private void transmit(Path path, ByteBuf data, int segmentSize) {
    int size = segmentSize > 0 ? segmentSize : data.readableBytes();
    if (path.direct() && size > path.size().best()) {
      data.release();
      return;
    }
    counters.sent(path.route(), data.readableBytes());
    path.sent(dataAt);
    environment.wire().send(path.route(), data, segmentSize);
  }

  /** Time has passed. {@code pause} is for how long this process stood still before. */
  public void tick(long pause) {
    if (connected()) {
      if (pace.due(environment.now())) {
        punch();
      }
      watch.tick(environment.now(), pause);
      hunt.tick(environment.now());
      environment.wire().flush();
    }
  }

  /** In how many nanoseconds there is something for {@link #tick} if nothing happens before. */
  public long left() {
    long now = environment.now();
    return connected()
        ? Math.min(pace.left(now), Math.min(watch.left(now), hunt.left(now)))
        : PathWatch.NEVER;
  }

  /** Sends the last datagrams again, by {@code path}. */
  void replay(Path path) {
    recent.replay((data, segmentSize) -> transmit(path, data, segmentSize));
    environment.wire().flush();
  }

  void probe(Path path) {
    prober.probe(path);
  }

  void probe(Path path, int size) {
    prober.probe(path, size);
  }

  /** A probe to where nobody may be. */
  void probeBlind(Route.Direct route) {
    prober.blind(route);
  }

  List<InetSocketAddress> claimed() {
    return claimed;
  }

  /** Whether the policies of both sides leave direct ways over the Internet. */
  boolean directAllowed() {
    return PathSelector.direct(here) && PathSelector.direct(there);
  }

  PortHunt hunt() {
    return hunt;
  }

  PathTable paths() {
    return paths;
  }

  boolean allowed(Route route) {
    return PathSelector.allowed(route, here, there);
  }

  boolean selected(Path path) {
    return choice.selected().filter(path::equals).isPresent();
  }

  Optional<Path> standby() {
    return choice.standby();
  }

  long dataAt() {
    return dataAt;
  }

  private Optional<Path> path(Route route) {
    return paths.of(route, environment.now());
  }

  PathWatch watch() {
    return watch;
  }

  /** Chooses anew among the proven ways. */
  void reselect() {
    choice.again(here, there);
  }

  /** From one way to another: the last datagrams go by the new one as well. */
  void moved(Path next) {
    dataAt = environment.now();
    replay(next);
  }
}
