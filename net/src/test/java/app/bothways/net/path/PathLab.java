package app.bothways.net.path;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.PathView;
import app.bothways.net.report.Why;
import app.bothways.net.socket.Route;
import app.bothways.net.socket.VirtualSocket;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One peer's paths in a world of its own: the clock stands until told, the wire only notes. */
final class PathLab implements PathEnvironment, HuntBudget, Wire {
  static final NodeId PEER = NodeKey.generate().id();
  static final Route RELAY =
      new Route.Relayed(RelayUrl.parse("https://relay.test").orElseThrow(), PEER);
  static final long MILLI = 1_000_000L;

  /** One datagram that left. */
  record Sent(long at, Route route, boolean stun, int bytes) {}

  /** What comes back; without a message it is the other side's acknowledgement of data. */
  private record Due(long at, Route route, Optional<Stun.Message> message) {}

  final List<Sent> sent = new ArrayList<>();
  final Set<Route> answering = new HashSet<>();
  final Set<Integer> doors = new HashSet<>();
  final PeerPaths peer;
  final ProbeSecret theirs = ProbeSecret.random(new SecureRandom());
  long rtt = 20 * MILLI;
  NatKind nat = NatKind.UNKNOWN;

  /** Of all direct ways: larger packets vanish. */
  int mtu = 1500;

  boolean known = true;

  /** Where the peer's answers say that our probes came from. */
  Optional<InetSocketAddress> says = Optional.empty();

  final List<InetSocketAddress> observed = new ArrayList<>();
  final List<RelayUrl> wanted = new ArrayList<>();
  boolean metered;
  int asksToPunch;
  int asksToGuess;
  int doubts;
  private final List<Due> due = new ArrayList<>();
  private final PacketRate rate;

  /** Ticks also where nothing is due. */
  boolean always;

  /** How many there were. */
  int ticks;

  private boolean stirred;
  private long nextTick;
  private long now = 1_000_000L * MILLI;
  private int lastDoor;

  PathLab() {
    rate = new PacketRate(now);
    peer = new PeerPaths(PEER, PathPolicy.AUTO, this, new SecureRandom());
  }

  static Route.Direct direct(String ip, int port) {
    try {
      return new Route.Direct(new InetSocketAddress(InetAddress.getByName(ip), port));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A connection by relay is up, and both have said hello. */
  PathLab relayed() {
    answering.add(RELAY);
    var flow = new VirtualSocket(null, this, opened -> {}).open(RELAY);
    var first = new FirstOutlet(this, RELAY);
    peer.attach(flow, first);
    peer.greeted(theirs, PathPolicy.AUTO, first);
    return this;
  }

  PathLab claims(Route.Direct... where) {
    peer.candidates(java.util.Arrays.stream(where).map(Route.Direct::address).toList());
    return this;
  }

  /** Time passes in the steps of the real tick, which is left out where nothing is due. */
  void run(Duration time) {
    long end = now + time.toNanos();
    // Whatever a test has done or set meanwhile is something that has happened.
    stirred = true;
    while (now < end) {
      now += 50 * MILLI;
      deliver();
      if (stirred) {
        nextTick = Math.min(nextTick, next());
      }
      if (always || now - nextTick >= 0) {
        peer.tick(0);
        ticks++;
        deliver();
        nextTick = next();
      }
      stirred = false;
    }
  }

  private long next() {
    return now + Math.min(peer.left(), 3_600_000 * MILLI);
  }

  /** Time passes while a datagram is sent at every tick. */
  void runSending(Duration time) {
    for (long left = time.toMillis(); left > 0; left -= 50) {
      peer.send(Unpooled.directBuffer(100).writeByte(0x40).writeZero(99), 0);
      run(Duration.ofMillis(50));
    }
  }

  private void deliver() {
    for (Due one : List.copyOf(due)) {
      if (one.at - now <= 0) {
        due.remove(one);
        stirred = true;
        one.message.ifPresentOrElse(
            message -> peer.response(one.route, message), () -> peer.received(one.route, 40));
      }
    }
  }

  List<Sent> to(Route route) {
    return sent.stream().filter(one -> one.route.equals(route)).toList();
  }

  /** What went to addresses or doors that are no ordinary candidate. */
  List<Sent> hunting(Route.Direct... ordinary) {
    var known = Set.of((Object[]) ordinary);
    return sent.stream()
        .filter(one -> one.route instanceof Route.Direct && !known.contains(one.route))
        .toList();
  }

  Why why() {
    return peer.status().why();
  }

  Route used() {
    return peer.status().path().kind() == PathView.Kind.RELAY
        ? RELAY
        : sent.stream()
            .map(Sent::route)
            .filter(r -> r.toString().equals(peer.status().path().address()))
            .findFirst()
            .orElseThrow();
  }

  @Override
  public void send(Route route, ByteBuf data, int segmentSize) {
    stirred = true;
    boolean stun = Stun.looksLikeStun(data);
    sent.add(new Sent(now, route, stun, data.readableBytes()));
    boolean fits = route.equals(RELAY) || data.readableBytes() + 28 <= mtu;
    if (stun && answering.contains(route) && fits) {
      Stun.parse(data)
          .filter(message -> message.type() == Stun.REQUEST)
          .ifPresent(message -> due.add(new Due(now + rtt, route, Optional.of(answer(message)))));
    } else if (answering.contains(route) && fits) {
      due.add(new Due(now + rtt, route, Optional.empty()));
    }
    data.release();
  }

  private Stun.Message answer(Stun.Message request) {
    ByteBuf response =
        Stun.response(UnpooledByteBufAllocator.DEFAULT, request.transaction(), says, theirs.key());
    try {
      return Stun.parse(response).orElseThrow();
    } finally {
      response.release();
    }
  }

  @Override
  public void flush() {}

  @Override
  public Wire wire() {
    return this;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public int largest() {
    return PathSize.LARGEST;
  }

  @Override
  public boolean reachable(InetSocketAddress candidate) {
    return true;
  }

  @Override
  public boolean relayAtHand(RelayUrl relay) {
    return false;
  }

  @Override
  public void relayWanted(RelayUrl relay) {
    wanted.add(relay);
  }

  @Override
  public void relaysDoubtful() {
    doubts++;
  }

  @Override
  public void pathChanged(NodeId id, PathView from, PathView to, Why why) {}

  @Override
  public boolean known(NodeId id) {
    return known;
  }

  @Override
  public void observed(NodeId id, InetSocketAddress self) {
    observed.add(self);
  }

  @Override
  public NatKind nat() {
    return nat;
  }

  @Override
  public void punchTogether(NodeId id) {
    asksToPunch++;
  }

  @Override
  public HuntBudget hunts() {
    return metered ? HuntBudget.NONE : this;
  }

  @Override
  public void knocking(NodeId id) {
    asksToGuess++;
  }

  @Override
  public boolean mayHunt(NodeId id) {
    return known;
  }

  @Override
  public int take(int wanted) {
    return rate.take(wanted, now);
  }

  @Override
  public OptionalInt openDoor() {
    doors.add(++lastDoor);
    return OptionalInt.of(lastDoor);
  }

  @Override
  public void closeDoor(int door) {
    doors.remove(door);
  }
}
