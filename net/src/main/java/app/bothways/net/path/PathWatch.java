package app.bothways.net.path;

import java.util.List;

/**
 * Watches over the ways to one peer: sends the probes that are due, suspects the way in use when it
 * falls silent with something outstanding, and gives it up when it stays so.
 */
final class PathWatch {
  /** No time, as the nanoseconds until something is to be done. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long MILLI = 1_000_000L;

  /** Silence after which datagrams go by the standby path as well. */
  private static final long SUSPECT = 250 * MILLI;

  /** Silence after which a probe asks whether the path lives. */
  private static final long ASK = 150 * MILLI;

  private static final long DEAD = 750 * MILLI;
  private static final int DEAD_PROBES = 3;

  /** Silence by a relay after which the relay itself is asked: its TCP connection may be dead. */
  private static final long DOUBT = 500 * MILLI;

  /**
   * Silence after which a peer is shown as offline, though its connection is kept until QUIC gives
   * up (30 s): what is heard in time brings it back without any harm. An idle link is asked every 3
   * s, so the end of a process shows after 4 to 7 s. A machine that is only busy answers one of
   * some fifteen probes in 4 s, since probes are answered by the socket's thread itself; and when
   * this process itself stood still, that time does not count.
   */
  private static final long GONE = 4_000 * MILLI;

  private static final int GONE_PROBES = 5;
  private static final long DATA_FLOWS = 2_000 * MILLI;
  private static final long KEEPALIVE_BUSY = 1_000 * MILLI;
  private static final long KEEPALIVE_IDLE = 3_000 * MILLI;

  /** How often another way is looked for while the only one is silent. */
  private static final long LOOK_AGAIN = 5_000 * MILLI;

  private static final long TOGETHER = 10_000 * MILLI;
  private static final long FIRST_PAUSE = 2_000 * MILLI;
  private static final long KEEPALIVE_STANDBY = 10_000 * MILLI;

  private final PeerPaths peer;
  private boolean suspicious;
  private long lookedAt;
  private long togetherAt;

  PathWatch(PeerPaths peer) {
    this.peer = peer;
  }

  boolean suspicious() {
    return suspicious;
  }

  void calm() {
    suspicious = false;
  }

  /** Whether the peer, of which {@code path} is the last way, answers no more. */
  boolean gone(Path path, long now) {
    return path.silence(now) >= Math.max(GONE, 8 * path.rttOr(100 * MILLI))
        && path.silentProbes() >= GONE_PROBES
        && peer.standby().isEmpty();
  }

  void tick(long now, long pause) {
    for (Path path : List.copyOf(peer.paths().all())) {
      if (pause > 0) {
        path.forgive(pause);
      }
      if (!peer.allowed(path.route())) {
        continue;
      }
      if (!path.direct() && path.proven() && doubtful(path, now)) {
        peer.environment().relaysDoubtful();
      }
      if (!path.proven()) {
        candidate(path, now);
      } else if (peer.selected(path)) {
        inUse(path, now);
      } else {
        standby(path, now);
      }
    }
    peer.reselect();
    peer.environment().wire().flush();
  }

  /**
   * Nanoseconds until {@link #tick} has something to do if nothing happens before; too early is no
   * harm. While an answer is awaited there is always something.
   */
  long left(long now) {
    return peer.paths().all().stream()
        .filter(path -> peer.allowed(path.route()))
        .mapToLong(path -> path.proven() ? provenLeft(path, now) : candidateLeft(path, now))
        .min()
        .orElse(NEVER);
  }

  private long candidateLeft(Path path, long now) {
    return path.roundOver()
        ? path.lastProbe() + pauseBetweenRounds(path, now) - now
        : path.nextProbe() - now;
  }

  private long provenLeft(Path path, long now) {
    if (path.awaited()) {
      return 0;
    }
    boolean busy = now - peer.dataAt() < DATA_FLOWS;
    long sinceProbe = now - path.lastProbe();
    long left;
    if (peer.selected(path)) {
      long size = path.size().left(now, path.rttOr(100 * MILLI), busy);
      left = Math.min(size, (busy ? KEEPALIVE_BUSY : KEEPALIVE_IDLE) - sinceProbe);
    } else {
      left = (path.rttOr(-1) < 0 ? ASK : KEEPALIVE_STANDBY) - sinceProbe;
    }
    return path.usable(now) ? left : Math.min(left, path.narrowUntil() - now);
  }

  private static boolean doubtful(Path path, long now) {
    return path.silence(now) >= Math.max(DOUBT, 3 * path.rttOr(200 * MILLI));
  }

  private void candidate(Path path, long now) {
    if (path.roundOver() && now - path.lastProbe() >= pauseBetweenRounds(path, now)) {
      path.repeat(now);
      if (path.direct() && now - togetherAt >= TOGETHER) {
        togetherAt = now;
        peer.environment().punchTogether(peer.id());
      }
    }
    if (path.probeDue(now)) {
      peer.probe(path);
    }
  }

  /**
   * A way that once worked is likely to come back soon. One that never did has its best chances in
   * the first minute, while one side still learns what its network is like or a router is just
   * opening a port.
   */
  private long pauseBetweenRounds(Path path, long now) {
    long longest = (path.direct() ? 60_000 : 15_000) * MILLI;
    long never = Math.min(longest, FIRST_PAUSE << Math.min(path.repetitions(), 5));
    return path.lostFor(now)
        .map(t -> t < 30_000 * MILLI ? 1_000 * MILLI : t < 300_000 * MILLI ? 5_000 * MILLI : never)
        .orElse(never);
  }

  private void inUse(Path path, long now) {
    long rtt = path.rttOr(100 * MILLI);
    long silence = path.silence(now);
    boolean busy = now - peer.dataAt() < DATA_FLOWS;
    long keepalive = busy ? KEEPALIVE_BUSY : KEEPALIVE_IDLE;
    long sinceProbe = now - path.lastProbe();
    if (sinceProbe >= keepalive || (silence >= ASK + rtt && sinceProbe >= ASK)) {
      peer.probe(path);
    }
    path.size().tick(now, rtt, busy, size -> peer.probe(path, size));
    if (path.size().tooNarrow() && path.silentProbes() == 0 && peer.standby().isPresent()) {
      path.narrow(now);
    }
    boolean was = suspicious;
    suspicious = silence >= Math.max(SUSPECT, 2 * rtt);
    if (suspicious && !was) {
      peer.standby().ifPresent(peer::replay);
    }
    if (silence >= Math.max(DEAD, 4 * rtt) && path.silentProbes() >= DEAD_PROBES) {
      if (peer.standby().isPresent()) {
        lose(path, now);
      } else if (now - lookedAt >= LOOK_AGAIN) {
        // There is no other way yet: keep sending, and look for one.
        lookedAt = now;
        peer.punch();
      }
    }
  }

  private void standby(Path path, long now) {
    long rtt = path.rttOr(200 * MILLI);
    long sinceProbe = now - path.lastProbe();
    boolean asking = path.silentProbes() > 0 && path.silence(now) > 4 * rtt;
    if (sinceProbe >= (asking ? 1_000 * MILLI : KEEPALIVE_STANDBY) || path.rttOr(-1) < 0) {
      if (sinceProbe >= ASK) {
        peer.probe(path);
      }
    }
    if (path.silentProbes() >= DEAD_PROBES && path.silence(now) >= Math.max(3 * DEAD, 4 * rtt)) {
      lose(path, now);
    }
  }

  /** The path answers no more: another is used, and this one is tried again from the start. */
  void lose(Path path, long now) {
    path.lose(now);
    suspicious = false;
    peer.reselect();
  }
}
