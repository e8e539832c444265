package app.bothways.net.node;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.path.PathEnvironment;
import app.bothways.net.path.PeerPaths;
import app.bothways.net.path.Stun;
import app.bothways.net.socket.Route;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The paths to every peer that was dialled or that came. Written on the event loop only. */
final class Peers implements PathTicker.Paths {
  private static final int MAX_STRANGERS = 512;

  private final Map<NodeId, PeerPaths> paths = new ConcurrentHashMap<>();
  private final Map<String, PeerPaths> bySecret = new ConcurrentHashMap<>();
  private final Map<NodeId, PathPolicy> policies = new ConcurrentHashMap<>();
  private final PathEnvironment environment;
  private final SecureRandom random;

  Peers(PathEnvironment environment, SecureRandom random) {
    this.environment = environment;
    this.random = random;
  }

  PeerPaths of(NodeId id) {
    PeerPaths known = paths.get(id);
    if (known != null) {
      return known;
    }
    if (paths.size() >= MAX_STRANGERS) {
      forgetStrangers();
    }
    var made = new PeerPaths(id, policy(id), environment, random);
    paths.put(id, made);
    bySecret.put(made.secret().nameText(), made);
    return made;
  }

  /** Whoever knocks makes an entry here; those that are gone again make room. */
  private void forgetStrangers() {
    paths.values().removeIf(peer -> !peer.connected() && !policies.containsKey(peer.id()));
    bySecret.values().retainAll(paths.values());
  }

  PathPolicy policy(NodeId id) {
    return policies.getOrDefault(id, PathPolicy.AUTO);
  }

  /** Whether there are devices that must not learn where this node is. */
  Publication.Discretion discretion() {
    return policies.values().stream()
            .allMatch(each -> each == PathPolicy.AUTO || each == PathPolicy.DIRECT_ONLY)
        ? Publication.Discretion.NONE_NEEDED
        : Publication.Discretion.NEEDED;
  }

  /** Whether this node was ever told how to reach {@code id}: strangers it was not. */
  boolean known(NodeId id) {
    return policies.containsKey(id);
  }

  void policy(NodeId id, PathPolicy policy) {
    policies.put(id, policy);
    PeerPaths peer = paths.get(id);
    if (peer != null) {
      peer.policyHere(policy);
    }
  }

  void forget(NodeId id) {
    policies.remove(id);
    PeerPaths peer = paths.get(id);
    if (peer != null) {
      peer.policyHere(PathPolicy.AUTO);
    }
  }

  /** Whether some known device may find this node on the local network. */
  boolean someMeetNearby() {
    return policies.values().stream().anyMatch(policy -> policy != PathPolicy.RELAY_ONLY);
  }

  Collection<PeerPaths> all() {
    return paths.values();
  }

  @Override
  public void tick(long pause) {
    paths.values().forEach(peer -> peer.tick(pause));
  }

  @Override
  public long left() {
    return paths.values().stream().mapToLong(PeerPaths::left).min().orElse(Long.MAX_VALUE);
  }

  /** A probe, or the answer to one, or noise. */
  void stun(Route from, ByteBuf datagram) {
    Stun.parse(datagram).ifPresent(message -> stun(from, message));
  }

  private void stun(Route from, Stun.Message message) {
    if (message.type() == Stun.REQUEST) {
      message
          .username()
          .map(name -> bySecret.get(HexFormat.of().formatHex(name)))
          .filter(peer -> fits(from, peer))
          .ifPresent(peer -> peer.request(from, message));
    } else {
      paths.values().stream()
          .filter(PeerPaths::connected)
          .filter(peer -> peer.expects(message.transaction()) && fits(from, peer))
          .findFirst()
          .ifPresent(peer -> peer.response(from, message));
    }
  }

  /** What a relay says to come from one node is no probe of another. */
  private static boolean fits(Route from, PeerPaths peer) {
    return !(from instanceof Route.Relayed relayed) || relayed.node().equals(peer.id());
  }

  boolean need(RelayUrl relay) {
    return paths.values().stream().anyMatch(peer -> peer.uses(relay));
  }
}
