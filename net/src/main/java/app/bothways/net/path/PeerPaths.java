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
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All ways to one peer, shared by all connections to it: which are known, which are proven, which
 * one is used. Changes of path go unnoticed by QUIC, except as a change of speed.
 *
 * <p>Only used on the event loop, except {@link #view}, {@link #traffic} and {@link #status}.
 */
public final class PeerPaths implements Flow.Outlet {
  static final int MAX_PATHS = 32;

  /** What is used now, readable by any thread. */
  public record Status(PathView path, Why why, Instant since) {}

  private final NodeId id;
  private final PathEnvironment environment;
  private final ProbeSecret secret;
  private final Probes probes;
  private final Counters counters = new Counters();
  private final Recent recent = new Recent();
  private final Map<Route, Path> paths = new LinkedHashMap<>();
  private final Set<Flow> flows = new HashSet<>();
  private final PathWatch watch;
  private Optional<ProbeSecret> theirs = Optional.empty();
  private PathPolicy here;
  private PathPolicy there = PathPolicy.AUTO;
  private NatKind natThere = NatKind.UNKNOWN;
  private Path selected;
  private Path backup;
  private long dataAt;
  private volatile Status status = new Status(PathView.NONE, Why.OFFLINE, Instant.now());

  public PeerPaths(NodeId id, PathPolicy policy, PathEnvironment environment, SecureRandom random) {
    this.id = id;
    this.here = policy;
    this.environment = environment;
    this.secret = ProbeSecret.random(random);
    this.probes = new Probes(random);
    this.watch = new PathWatch(this);
  }

  public NodeId id() {
    return id;
  }

  /** With which this node recognises the probes of the peer. */
  public ProbeSecret secret() {
    return secret;
  }

  public Traffic traffic() {
    return counters.view();
  }

  public Status status() {
    return status;
  }

  public boolean connected() {
    return !flows.isEmpty();
  }

  /** The ways that work now, best first; a new connection to the peer begins on them. */
  public List<Route> provenRoutes() {
    var routes = new ArrayList<Route>();
    paths.values().stream().filter(Path::proven).map(Path::route).forEach(routes::add);
    return routes;
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
      paths.clear();
      probes.clear();
      recent.clear();
      theirs = Optional.empty();
      natThere = NatKind.UNKNOWN;
      select(null, Why.OFFLINE);
    }
  }

  /**
   * The peer recognises probes by {@code probeSecret}, and means to use such paths. Another secret
   * than before means that the peer started anew: the ways to its former life lead nowhere, however
   * fast they were, and only the one by which it has just come counts.
   */
  public void greeted(ProbeSecret probeSecret, PathPolicy policy, FirstOutlet first) {
    boolean anew = theirs.filter(known -> !known.equals(probeSecret)).isPresent();
    theirs = Optional.of(probeSecret);
    if (anew) {
      paths.keySet().removeIf(route -> !route.equals(first.route()));
      probes.clear();
      recent.clear();
    }
    policyThere(policy);
  }

  public void policyThere(PathPolicy policy) {
    there = policy;
    punch();
    reselect();
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

  public void policyHere(PathPolicy policy) {
    here = policy;
    punch();
    reselect();
  }

  public PathPolicy policyHere() {
    return here;
  }

  /** Where the peer says it is. Claims: they get probes and nothing else. */
  public void candidates(Collection<InetSocketAddress> addresses) {
    for (InetSocketAddress address : addresses) {
      if (address.getPort() > 0 && environment.reachable(address)) {
        path(new Route.Direct(address));
      }
    }
    punch();
  }

  /** Relays on which the peer says it can be found. */
  public void relays(Collection<RelayUrl> relays) {
    for (RelayUrl relay : relays) {
      var route = new Route.Relayed(relay, id);
      if (allowed(route)) {
        environment.relayWanted(relay);
        path(route);
      }
    }
  }

  public boolean uses(RelayUrl relay) {
    return connected() && paths.containsKey(new Route.Relayed(relay, id));
  }

  /** Tries all ways that are not proven once more, from the start. */
  public void punch() {
    long now = environment.now();
    paths.values().stream().filter(path -> !path.proven()).forEach(path -> path.round(now));
  }

  /** The relay is connected, or knows the peer again. */
  public void relayUp(RelayUrl relay) {
    Path path = paths.get(new Route.Relayed(relay, id));
    if (path != null && !path.proven()) {
      path.round(environment.now());
    }
  }

  /** The relay is gone, or says that the peer is not there. */
  public void relayDown(RelayUrl relay) {
    Path path = paths.get(new Route.Relayed(relay, id));
    if (path != null && path.proven()) {
      watch.lose(path, environment.now());
    }
  }

  /** The machine's addresses changed: nothing that was measured holds, everything is tried. */
  public void networkChanged() {
    long now = environment.now();
    paths.values().forEach(path -> path.round(now));
    paths.values().stream().filter(Path::proven).forEach(this::probe);
    environment.wire().flush();
  }

  /** A request that carries our secret's name; answered only if its code proves the peer. */
  public void request(Route from, Stun.Message message) {
    if (!message.provenBy(secret.key()) || !allowed(from)) {
      return;
    }
    Optional<InetSocketAddress> seen =
        from instanceof Route.Direct d ? Optional.of(d.address()) : Optional.empty();
    ByteBuf answer =
        Stun.response(ByteBufAllocator.DEFAULT, message.transaction(), seen, secret.key());
    environment.wire().send(from, answer, 0);
    path(from)
        .ifPresent(
            path -> {
              path.heard(environment.now());
              // Peer-reflexive: the peer's probe got here from an address nobody told us of.
              if (!path.proven() && path.roundOver()) {
                path.round(environment.now());
              }
            });
    environment.wire().flush();
  }

  /** True when this peer was asked {@code transaction}. */
  public boolean expects(Stun.Transaction transaction) {
    return probes.expects(transaction);
  }

  public void response(Route from, Stun.Message message) {
    Path path = paths.get(from);
    if (path == null || theirs.isEmpty()) {
      return;
    }
    long now = environment.now();
    probes
        .answered(message, from, theirs.get(), now)
        .ifPresent(
            rtt -> {
              path.prove(rtt, now);
              message.mapped().ifPresent(self -> environment.observed(id, self));
              reselect();
            });
  }

  @Override
  public void received(Route route, int bytes) {
    counters.received(route, bytes);
    Path path = paths.get(route);
    if (path != null) {
      path.heard(environment.now());
    } else {
      // Not decrypted yet, so only a hint: worth a probe.
      path(route);
    }
  }

  @Override
  public void send(ByteBuf data, int segmentSize) {
    if (selected == null) {
      data.release();
      return;
    }
    dataAt = environment.now();
    recent.add(data, segmentSize);
    if (watch.suspicious() && backup != null) {
      transmit(backup, data.retainedSlice(), segmentSize);
    }
    transmit(selected, data, segmentSize);
  }

  @Override
  public boolean silent() {
    return false;
  }

  private void transmit(Path path, ByteBuf data, int segmentSize) {
    counters.sent(path.route(), data.readableBytes());
    path.sent(dataAt);
    environment.wire().send(path.route(), data, segmentSize);
  }

  /** Time has passed. {@code pause} is for how long this process stood still before. */
  public void tick(long pause) {
    if (connected()) {
      watch.tick(environment.now(), pause);
    }
  }

  /** Sends the last datagrams again, by {@code path}. */
  void replay(Path path) {
    recent.replay((data, segmentSize) -> transmit(path, data, segmentSize));
    environment.wire().flush();
  }

  void probe(Path path) {
    theirs.ifPresent(
        to -> {
          long now = environment.now();
          path.probed(now);
          environment.wire().send(path.route(), probes.make(path.route(), to, now), 0);
        });
  }

  Collection<Path> paths() {
    return paths.values();
  }

  boolean allowed(Route route) {
    return PathSelector.allowed(route, here, there);
  }

  boolean selected(Path path) {
    return path == selected;
  }

  Optional<Path> inUse() {
    return Optional.ofNullable(selected);
  }

  Optional<Path> standby() {
    return Optional.ofNullable(backup);
  }

  long dataAt() {
    return dataAt;
  }

  private Optional<Path> path(Route route) {
    Path known = paths.get(route);
    if (known != null) {
      return Optional.of(known);
    }
    if (paths.size() >= MAX_PATHS && !dropOne()) {
      return Optional.empty();
    }
    var path = new Path(route, environment.now());
    paths.put(route, path);
    return Optional.of(path);
  }

  /** Makes room by forgetting the oldest way that has been tried in vain. */
  private boolean dropOne() {
    Optional<Path> victim =
        paths.values().stream().filter(p -> !p.proven() && p.roundOver() && p.direct()).findFirst();
    victim.ifPresent(path -> paths.remove(path.route()));
    return victim.isPresent();
  }

  /** Chooses anew among the proven ways. */
  void reselect() {
    List<PathSelector.Measured> proven = measured(null);
    Optional<Route> current = Optional.ofNullable(selected).map(Path::route);
    Optional<Route> choice = PathSelector.choose(proven, current);
    Path next = choice.map(paths::get).orElse(null);
    if (next == null && selected != null && allowed(selected.route()) && connected()) {
      // Nothing better is known; QUIC decides when to give up.
      next = selected;
    }
    select(next, Whys.of(this, next, here, there, environment.now()));
    backup = PathSelector.choose(measured(selected), Optional.empty()).map(paths::get).orElse(null);
  }

  private List<PathSelector.Measured> measured(Path except) {
    return paths.values().stream()
        .filter(path -> path != except && path.proven() && allowed(path.route()))
        .map(path -> new PathSelector.Measured(path.route(), path.rttOr(UNMEASURED)))
        .toList();
  }

  private static final long UNMEASURED = 100_000_000L;

  private void select(Path next, Why why) {
    Path previous = selected;
    selected = next;
    boolean gone = next != null && watch.gone(next, environment.now());
    PathView to = next == null || gone ? PathView.NONE : next.view();
    Why shown = gone ? Why.OFFLINE : why;
    PathView from = status.path();
    boolean changed = previous != next;
    boolean told = changed || gone != (status.why() == Why.OFFLINE && next != null);
    status = new Status(to, shown, told ? Instant.now() : status.since());
    if (changed) {
      watch.calm();
      if (previous != null && next != null) {
        dataAt = environment.now();
        replay(next);
      }
    }
    if (told) {
      environment.pathChanged(id, from, to, shown);
    }
  }
}
