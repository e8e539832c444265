package app.bothways.net.path;

import app.bothways.net.PathPolicy;
import app.bothways.net.report.PathView;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Route;
import java.time.Instant;
import java.util.Optional;

/**
 * Which way to one peer is used, which one stands by, and what is told of it. Event loop only, but
 * for {@link #status}.
 */
final class PathChoice {
  private final PeerPaths peer;
  private Path selected;
  private Path backup;
  private volatile PeerPaths.Status status =
      new PeerPaths.Status(PathView.NONE, Why.OFFLINE, Instant.now());

  PathChoice(PeerPaths peer) {
    this.peer = peer;
  }

  PeerPaths.Status status() {
    return status;
  }

  Optional<Path> selected() {
    return Optional.ofNullable(selected);
  }

  Optional<Path> standby() {
    return Optional.ofNullable(backup);
  }

  /** There is nobody any more. */
  void nothing() {
    select(null, Why.OFFLINE);
  }

  /** Chooses anew among the proven ways. */
  void again(PathPolicy here, PathPolicy there) {
    Optional<Route> current = selected().map(Path::route);
    Path next = best(Optional.empty(), current).orElse(null);
    if (next == null && selected != null && peer.allowed(selected.route()) && peer.connected()) {
      // Nothing better is known; QUIC decides when to give up.
      next = selected;
    }
    select(next, Whys.of(peer, next, here, there, peer.environment().now()));
    backup = best(selected(), Optional.empty()).orElse(null);
  }

  private Optional<Path> best(Optional<Path> except, Optional<Route> current) {
    long now = peer.environment().now();
    return PathSelector.choose(peer.paths().measured(except, peer::allowed, now), current)
        .flatMap(peer.paths()::find);
  }

  private void select(Path next, Why why) {
    long now = peer.environment().now();
    Path previous = selected;
    selected = next;
    boolean gone = next != null && peer.watch().gone(next, now);
    PathView to = next == null || gone ? PathView.NONE : next.view();
    Why shown = gone ? Why.OFFLINE : why;
    PathView from = status.path();
    boolean changed = previous != next;
    boolean told = changed || gone != (status.why() == Why.OFFLINE && next != null);
    status = new PeerPaths.Status(to, shown, told ? Instant.now() : status.since());
    if (changed) {
      peer.watch().calm();
      if (previous != null && next != null) {
        peer.moved(next);
      }
    }
    if (told) {
      peer.environment().pathChanged(peer.id(), from, to, shown);
    }
  }
}
