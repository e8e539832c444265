package app.bothways.net.path;

import app.bothways.net.PathPolicy;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Route;

/** The reason for the way that is used, from what is known of all ways. Pure. */
final class Whys {
  /** For so long a direct path that was lost explains why the link is relayed. */
  private static final long LOST_NANOS = 300_000_000_000L;

  private Whys() {}

  static Why of(PeerPaths peer, Path used, PathPolicy here, PathPolicy there, long now) {
    if (used == null) {
      return peer.connected() ? Why.CONNECTING : Why.OFFLINE;
    }
    return switch (used.route()) {
      case Route.Direct direct -> Why.DIRECT;
      case Route.Relayed relayed -> relayed(peer, here, there, now);
    };
  }

  private static Why relayed(PeerPaths peer, PathPolicy here, PathPolicy there, long now) {
    if (here == PathPolicy.RELAY_ONLY) {
      return Why.POLICY_HERE;
    }
    if (there == PathPolicy.RELAY_ONLY) {
      return Why.POLICY_THERE;
    }
    NatKind ours = peer.environment().nat();
    NatKind theirs = peer.natThere();
    if (ours == NatKind.BLOCKED || theirs == NatKind.BLOCKED) {
      return Why.UDP_BLOCKED;
    }
    if (ours == NatKind.HARD && theirs == NatKind.HARD) {
      return Why.BOTH_NATS_HARD;
    }
    return unanswered(peer, ours == NatKind.HARD || theirs == NatKind.HARD, now);
  }

  /** Nothing forbids a direct path, and none answers. */
  private static Why unanswered(PeerPaths peer, boolean oneHard, long now) {
    var direct =
        peer.paths().all().stream().filter(p -> p.direct() && peer.allowed(p.route())).toList();
    if (direct.stream().anyMatch(p -> p.lostFor(now).filter(t -> t < LOST_NANOS).isPresent())) {
      return Why.DIRECT_LOST;
    }
    if (peer.hunt().first(now) || direct.stream().anyMatch(p -> !p.proven() && !p.tried())) {
      return Why.PUNCHING;
    }
    return oneHard ? Why.ONE_NAT_HARD : Why.NO_DIRECT_ANSWER;
  }
}
