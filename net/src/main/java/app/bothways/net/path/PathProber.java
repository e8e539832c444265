package app.bothways.net.path;

import app.bothways.net.socket.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks and answers on the ways to one peer, in codes that only the two know. Event loop only. */
final class PathProber {
  private static final Logger LOG = LoggerFactory.getLogger(PathProber.class);

  private final PeerPaths peer;
  private final ProbeSecret secret;
  private final Probes probes;
  private Optional<ProbeSecret> theirs = Optional.empty();

  PathProber(PeerPaths peer, SecureRandom random) {
    this.peer = peer;
    this.secret = ProbeSecret.random(random);
    this.probes = new Probes(random);
  }

  ProbeSecret secret() {
    return secret;
  }

  /** What came of a greeting. */
  enum Greeting {
    KNOWN,
    /** The peer has another secret than before: it has started anew. */
    ANEW
  }

  Greeting greeted(ProbeSecret probeSecret) {
    boolean anew = theirs.filter(known -> !known.equals(probeSecret)).isPresent();
    theirs = Optional.of(probeSecret);
    if (anew) {
      probes.clear();
    }
    return anew ? Greeting.ANEW : Greeting.KNOWN;
  }

  void forget() {
    probes.clear();
    theirs = Optional.empty();
  }

  void probe(Path path) {
    probe(path, Probes.SMALL);
  }

  /**
   * @param size bytes of the whole probe
   */
  void probe(Path path, int size) {
    if (theirs.isPresent() && peer.allowed(path.route())) {
      long now = peer.environment().now();
      if (size == Probes.SMALL) {
        path.probed(now);
      }
      ByteBuf probe = probes.make(path.route(), theirs.get(), size, now);
      peer.environment().wire().send(path.route(), probe, 0);
    }
  }

  /** A probe to where nobody may be. */
  void blind(Route.Direct route) {
    theirs.ifPresent(to -> peer.environment().wire().send(route, probes.blind(to), 0));
  }

  boolean expects(Stun.Transaction transaction) {
    return probes.expects(transaction);
  }

  /** Answers a request, if it carries our secret's name and its code proves the peer. */
  void request(Route from, Stun.Message message) {
    if (!message.provenBy(secret.key()) || !peer.allowed(from)) {
      return;
    }
    PathEnvironment environment = peer.environment();
    Optional<InetSocketAddress> seen =
        from instanceof Route.Direct d ? Optional.of(d.address()) : Optional.empty();
    ByteBuf answer =
        Stun.response(ByteBufAllocator.DEFAULT, message.transaction(), seen, secret.key());
    environment.wire().send(from, answer, 0);
    peer.paths()
        .of(from, environment.now())
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

  private void confirmed(Path path, int bytes, long now) {
    int before = path.size().best();
    path.size().confirmed(bytes, now);
    if (path.size().best() > before) {
      LOG.debug("{} carries datagrams of {} bytes", path.route(), path.size().best());
    }
  }

  void response(Route from, Stun.Message message) {
    Optional<Path> path = peer.paths().find(from);
    if (path.isEmpty() || theirs.isEmpty()) {
      return;
    }
    long now = peer.environment().now();
    probes
        .answered(message, from, theirs.get(), now)
        .ifPresent(
            answered -> {
              path.get().prove(answered.rtt(), now);
              if (answered.size() != Probes.SMALL) {
                confirmed(path.get(), answered.size(), now);
              }
              if (peer.environment().known(peer.id())) {
                // A stranger could have us tell everybody addresses that are not ours.
                message.mapped().ifPresent(self -> peer.environment().observed(peer.id(), self));
              }
              peer.reselect();
            });
  }
}
