package app.bothways.net.path;

import app.bothways.net.report.PathView;
import app.bothways.net.socket.Route;
import java.time.Duration;
import java.util.Optional;

/** One way to one peer and what is known of it. Times are {@code System.nanoTime}. */
final class Path {
  /** A path that is only a candidate carries nothing but probes. */
  enum State {
    CANDIDATE,
    PROVEN
  }

  private static final long FIRST_GAP = 33_000_000L;
  private static final long LONGEST_GAP = 2_000_000_000L;
  private static final long NARROW = 60_000_000_000L;

  /** Probes to one candidate in one round: about four seconds. */
  static final int ROUND = 9;

  /** After so many, two seconds, whoever could answer at once has done so. */
  private static final int FAIR_TRY = 7;

  private final Route route;
  private final PathSize size;
  private State state = State.CANDIDATE;
  private long rtt = -1;
  private long heardAt;
  private long unansweredSince;
  private boolean unanswered;
  private int silentProbes;
  private int roundProbes;
  private long nextProbe;
  private long lastProbe;
  private long lostAt;
  private boolean everProven;
  private boolean tried;
  private int repetitions;
  private long narrowUntil;

  Path(Route route, int largest, long now) {
    this.route = route;
    this.size = new PathSize(route, largest, now);
    this.nextProbe = now;
    this.heardAt = now;
    this.lastProbe = now - LONGEST_GAP;
    this.narrowUntil = now;
  }

  Route route() {
    return route;
  }

  /** How large datagrams on it may be. */
  PathSize size() {
    return size;
  }

  /** Small probes get through and datagrams do not: not to be used for a while. */
  void narrow(long now) {
    narrowUntil = now + NARROW;
    size.restart(narrowUntil);
  }

  boolean usable(long now) {
    return proven() && now - narrowUntil >= 0;
  }

  long narrowUntil() {
    return narrowUntil;
  }

  boolean direct() {
    return route instanceof Route.Direct;
  }

  boolean proven() {
    return state == State.PROVEN;
  }

  /** Something came by this path. */
  void heard(long now) {
    heardAt = now;
    unanswered = false;
    silentProbes = 0;
  }

  long heardAt() {
    return heardAt;
  }

  /** Something was sent by this path. */
  void sent(long now) {
    if (!unanswered) {
      unanswered = true;
      unansweredSince = now;
    }
  }

  /** For how long what was sent has stayed without any answer. */
  long silence(long now) {
    return unanswered ? now - unansweredSince : 0;
  }

  /** Whether an answer to what was sent is awaited. */
  boolean awaited() {
    return unanswered;
  }

  /** This process stood still for {@code pause}: it could not have heard anything. */
  void forgive(long pause) {
    unansweredSince += pause;
    heardAt += pause;
  }

  void probed(long now) {
    silentProbes++;
    roundProbes++;
    tried = tried || roundProbes >= FAIR_TRY;
    lastProbe = now;
    nextProbe = now + Math.min(LONGEST_GAP, FIRST_GAP << Math.min(roundProbes - 1, 8));
    sent(now);
  }

  int silentProbes() {
    return silentProbes;
  }

  long lastProbe() {
    return lastProbe;
  }

  boolean probeDue(long now) {
    return roundProbes < ROUND && now - nextProbe >= 0;
  }

  long nextProbe() {
    return nextProbe;
  }

  boolean roundOver() {
    return roundProbes >= ROUND;
  }

  /** Whether it has had its chance in this network; what follows are repetitions. */
  boolean tried() {
    return tried;
  }

  /** The network is another one: begins anew. */
  void anew(long now) {
    tried = false;
    repetitions = 0;
    narrowUntil = now;
    size.restart(now);
    round(now);
  }

  /** A further round for no other reason than that time has passed. */
  void repeat(long now) {
    repetitions++;
    round(now);
  }

  /** How many such rounds there were in this network. */
  int repetitions() {
    return repetitions;
  }

  /** Begins a new round of probes. */
  void round(long now) {
    roundProbes = 0;
    nextProbe = now;
  }

  /** Answered, after {@code sample} nanoseconds. */
  void prove(long sample, long now) {
    state = State.PROVEN;
    everProven = true;
    rtt = rtt < 0 ? sample : (7 * rtt + sample) / 8;
    heard(now);
  }

  /** A QUIC handshake over this path proved it; how fast it is, a probe will tell. */
  void proveUnmeasured(long now) {
    state = State.PROVEN;
    everProven = true;
    heard(now);
  }

  /** Answers no more: back to being a candidate, probed at once. */
  void lose(long now) {
    state = State.CANDIDATE;
    size.restart(now);
    lostAt = now;
    rtt = -1;
    unanswered = false;
    silentProbes = 0;
    round(now);
  }

  /** How long ago it was lost, for a path that once worked. */
  Optional<Long> lostFor(long now) {
    return everProven && !proven() ? Optional.of(now - lostAt) : Optional.empty();
  }

  long rttOr(long unknown) {
    return rtt < 0 ? unknown : rtt;
  }

  PathView view() {
    return new PathView(
        direct() ? PathView.Kind.DIRECT : PathView.Kind.RELAY,
        route.toString(),
        rtt < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(rtt)));
  }
}
