package app.bothways.net.path;

import app.bothways.net.report.NatKind;
import app.bothways.net.socket.Interfaces;
import app.bothways.net.socket.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds a way where one side's NAT takes another outside port for every destination and the other
 * side's admits only whom it has sent to. The first side knocks from many sockets ("doors"), which
 * gives it as many outside ports; the other guesses at ports. One meeting is enough: with {@value
 * #DOORS} doors and {@value #GUESSES} guesses it is missed in about one of a hundred attempts.
 *
 * <p>Bounds: at most {@value #KNOCKS} knocks or {@value #GUESSES} guesses in one attempt, {@value
 * #HOURLY} such packets an hour to one peer, {@link PacketRate#PER_SECOND} a second to all
 * together; only to public IPv4 addresses that the peer itself names; never to strangers, never
 * where both NATs are hard, since a meeting would be luck of another order. A pause that doubles up
 * to an hour follows an attempt in vain. Event loop only.
 */
final class PortHunt {
  static final int DOORS = 256;
  static final int KNOCKS = 1024;
  static final int GUESSES = 1280;
  static final int HOURLY = 10_000;

  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3600 * SECOND;
  private static final long BEGIN_AFTER = 1500 * 1_000_000L;
  private static final long GRACE = 2 * SECOND;
  private static final long SHORT_PAUSE = 10 * SECOND;
  private static final long FIRST_PAUSE = 60 * SECOND;
  private static final long KEEP_LOST = 30 * SECOND;
  private static final int MAX_TARGETS = 2;
  private static final int DOORS_AT_ONCE = 16;

  private sealed interface State {
    record Idle() implements State {}

    record Knocking(List<InetSocketAddress> targets, List<Integer> doors, int[] sent)
        implements State {}

    record Guessing(PortGuesses guesses) implements State {}

    /** All is sent; answers may still come. */
    record Listening(long until) implements State {}
  }

  private final PeerPaths peer;
  private final RandomGenerator random;
  private final Set<Integer> open = new LinkedHashSet<>();
  private State state = new State.Idle();
  private long stuckSince = -1;
  private long pausedUntil;
  private boolean paused;
  private int failures;
  private long hourBegan;
  private int sentThisHour;

  PortHunt(PeerPaths peer, RandomGenerator random) {
    this.peer = peer;
    this.random = random;
  }

  /** Whether an attempt is under way. */
  boolean running() {
    return !(state instanceof State.Idle);
  }

  /** Whether the first attempt in this network is about to be made or under way. */
  boolean first(long now) {
    boolean soon = stuckSince >= 0 && now - stuckSince < 2 * BEGIN_AFTER;
    return failures == 0 && (running() || soon);
  }

  /** This side's ports change, and the other's do not, as far as is known. */
  private static boolean ours(NatKind here, NatKind there) {
    return here == NatKind.HARD
        && switch (there) {
          case NONE, EASY, UNKNOWN -> true;
          case HARD, BLOCKED -> false;
        };
  }

  /** The networks may be others now: an attempt may soon be made anew. */
  void networkChanged() {
    failures = 0;
    stuckSince = -1;
    if (paused) {
      pausedUntil = Math.min(pausedUntil, peer.environment().now() + SHORT_PAUSE);
    }
  }

  void tick(long now) {
    closeUnused(now);
    switch (state) {
      case State.Idle idle -> considerKnocking(now);
      case State.Knocking knocking -> knock(knocking, now);
      case State.Guessing guessing -> guess(guessing.guesses, now);
      case State.Listening listening -> {
        if (peer.paths().hasDirect() || now - listening.until >= 0) {
          end(now);
        }
      }
    }
  }

  /** Nanoseconds until there is something for {@link #tick} if nothing happens before. */
  long left(long now) {
    if (running()) {
      return 0;
    }
    long doors = open.isEmpty() ? PathWatch.NEVER : SECOND;
    if (stuckSince < 0) {
      return doors;
    }
    long begin = Math.max(stuckSince + BEGIN_AFTER - now, paused ? pausedUntil - now : 0);
    // What else it waits for, the peer's addresses or the next hour, has no moment.
    return Math.min(doors, begin > 0 ? begin : SECOND);
  }

  private boolean wanted() {
    return !peer.paths().hasDirect()
        && peer.directAllowed()
        && peer.environment().hunts().mayHunt(peer.id());
  }

  private void considerKnocking(long now) {
    boolean stuck = wanted() && ours(peer.environment().nat(), peer.natThere());
    if (!stuck) {
      stuckSince = -1;
      return;
    }
    stuckSince = stuckSince < 0 ? now : stuckSince;
    List<InetSocketAddress> targets = targets();
    if (now - stuckSince >= BEGIN_AFTER && rested(now, 1) && !targets.isEmpty()) {
      state = new State.Knocking(targets, new ArrayList<>(), new int[1]);
      peer.environment().knocking(peer.id());
    }
  }

  private boolean rested(long now, int divisor) {
    if (now - hourBegan >= HOUR) {
      hourBegan = now;
      sentThisHour = 0;
    }
    long pause = pausedUntil - now;
    boolean over = !paused || pause <= 0 || divisor > 1 && pause <= pause() / divisor;
    return over && sentThisHour + GUESSES <= HOURLY;
  }

  private long pause() {
    return failures == 0 ? SHORT_PAUSE : Math.min(HOUR, FIRST_PAUSE << Math.min(failures - 1, 6));
  }

  /** Where the peer says that the outside sees it: the latest named first. */
  private List<InetSocketAddress> targets() {
    var found = new ArrayDeque<InetSocketAddress>();
    peer.claimed().stream().filter(PortHunt::worthHunting).forEach(found::addFirst);
    return found.stream().limit(MAX_TARGETS).toList();
  }

  static boolean worthHunting(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    byte[] b = ip.getAddress();
    // 100.64/10 is inside some provider (RFC 6598); 240/4 and broadcast are nobody's.
    boolean shared = b.length == 4 && (b[0] & 0xff) == 100 && (b[1] & 0xc0) == 64;
    boolean nobody = b.length == 4 && ((b[0] & 0xff) >= 240 || b[0] == 0);
    return b.length == 4
        && !shared
        && !nobody
        && address.getPort() > 0
        && !Interfaces.local(ip)
        && !ip.isMulticastAddress();
  }

  private void knock(State.Knocking knocking, long now) {
    if (!wanted()) {
      end(now);
      return;
    }
    int usable = knocking.doors.size();
    int granted = usable == 0 ? 0 : peer.environment().hunts().take(DOORS_AT_ONCE);
    for (int i = 0; i < granted && knocking.sent[0] < KNOCKS; i++) {
      int n = knocking.sent[0]++;
      int door = knocking.doors.get(n / knocking.targets.size() % usable);
      sentThisHour++;
      peer.probeBlind(new Route.Direct(knocking.targets.get(n % knocking.targets.size()), door));
    }
    openMore(knocking.doors);
    if (knocking.sent[0] >= KNOCKS || knocking.doors.isEmpty()) {
      state = new State.Listening(now + GRACE);
    }
  }

  private void openMore(List<Integer> doors) {
    for (int i = 0; i < DOORS_AT_ONCE && doors.size() < DOORS; i++) {
      OptionalInt door = peer.environment().hunts().openDoor();
      if (door.isEmpty()) {
        return;
      }
      open.add(door.getAsInt());
      doors.add(door.getAsInt());
    }
  }

  /** The peer knocks from many sockets and asks for guesses at their ports. */
  void asked(long now) {
    // From behind a hard NAT, guesses would leave by other ports than those knocked at.
    boolean helps =
        switch (peer.environment().nat()) {
          case UNKNOWN, NONE, EASY -> true;
          case HARD, BLOCKED -> false;
        };
    if (!helps || running() || !wanted() || !rested(now, 2)) {
      return;
    }
    List<InetSocketAddress> seen = peer.claimed().stream().filter(PortHunt::worthHunting).toList();
    List<InetAddress> ips =
        seen.stream().map(InetSocketAddress::getAddress).distinct().limit(MAX_TARGETS).toList();
    if (!seen.isEmpty()) {
      var some = seen.stream().filter(one -> ips.contains(one.getAddress())).toList();
      state = new State.Guessing(new PortGuesses(some, GUESSES, random));
    }
  }

  private void guess(PortGuesses guesses, long now) {
    if (!wanted()) {
      end(now);
      return;
    }
    int granted = peer.environment().hunts().take(DOORS_AT_ONCE);
    for (int i = 0; i < granted; i++) {
      Optional<InetSocketAddress> next = guesses.next();
      if (next.isEmpty()) {
        state = new State.Listening(now + GRACE);
        return;
      }
      sentThisHour++;
      peer.probeBlind(new Route.Direct(next.get()));
    }
  }

  private void end(long now) {
    state = new State.Idle();
    stuckSince = -1;
    failures = peer.paths().hasDirect() ? 0 : failures + 1;
    paused = true;
    pausedUntil = now + pause();
    closeUnused(now);
  }

  /** Of all doors only those stay that lead somewhere, or did a moment ago. */
  private void closeUnused(long now) {
    if (running() || open.isEmpty()) {
      return;
    }
    for (int door : List.copyOf(open)) {
      boolean used =
          peer.paths()
              .through(door)
              .anyMatch(
                  path ->
                      path.proven() || path.lostFor(now).filter(t -> t < KEEP_LOST).isPresent());
      if (!used) {
        open.remove(door);
        peer.paths().forgetDoor(door);
        peer.environment().hunts().closeDoor(door);
      }
    }
  }

  /** The peer is gone: everything is closed. */
  void stop() {
    state = new State.Idle();
    stuckSince = -1;
    open.forEach(peer.environment().hunts()::closeDoor);
    open.clear();
  }
}
