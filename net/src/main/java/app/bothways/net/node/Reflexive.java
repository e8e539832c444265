package app.bothways.net.node;

import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.node.StunServer.Promise;
import app.bothways.net.path.Stun;
import app.bothways.net.report.NatKind;
import app.bothways.net.report.RelayView;
import app.bothways.net.retry.Unending;
import app.bothways.net.socket.Route;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the STUN responders of the relays in use (RFC 8489) how the outside sees this node's socket,
 * from that very socket. Asked every 20 s, which also keeps the mapping in the NAT alive: thirty
 * seconds is what the hastier ones grant. Event loop only, except {@link #kind}.
 */
final class Reflexive {
  private static final long ASK_MILLIS = 20_000;

  /**
   * Two seconds of silence in all, on five tries at each port of each responder, are a verdict:
   * whoever looks at a relayed link shall be told soon why it is one. An answer that comes later is
   * still taken and turns the verdict.
   */
  private static final long AGAIN_MILLIS = 250;

  private static final int TRIES = 5;

  /** After the last try; a satellite takes most of it. */
  private static final long LAST_MILLIS = 1_000;

  /** So many configured relays are asked before any relay is connected. */
  private static final int MAX_EARLY = 3;

  private static final int MAX_SERVERS = 12;

  private static final class Asked {
    private StunServer server;
    private Stun.Transaction transaction;
    private int tries;
    private boolean silent;
    private Optional<InetSocketAddress> mapped = Optional.empty();

    Asked(StunServer server) {
      this.server = server;
    }
  }

  private final EventLoop loop;
  private final Wire wire;
  private final SelfAddresses self;
  private final Runnable changed;
  private final SecureRandom random = new SecureRandom();
  private final Map<InetSocketAddress, Asked> servers = new LinkedHashMap<>();
  private final Set<RelayUrl> known = new HashSet<>();
  private final Map<Stun.Transaction, Asked> outstanding = new HashMap<>();
  private volatile NatKind kind = NatKind.UNKNOWN;
  private volatile List<InetSocketAddress> outside = List.of();

  /**
   * @param changed run when this node's addresses, or what is known of its network, changed
   */
  Reflexive(EventLoop loop, Wire wire, SelfAddresses self, Runnable changed) {
    this.loop = loop;
    this.wire = wire;
    this.self = self;
    this.changed = changed;
  }

  NatKind kind() {
    return kind;
  }

  /** How the responders see this node's socket, each address once. */
  List<InetSocketAddress> outside() {
    return outside;
  }

  /**
   * Begins with the responders of the relays that will be connected to, at once: what the network
   * lets through is known sooner so than if each relay were waited for.
   */
  void start(RelayMode relays) {
    loop.scheduleWithFixedDelay(
        Unending.of("asking how the outside sees this device", this::ask),
        ASK_MILLIS,
        ASK_MILLIS,
        TimeUnit.MILLISECONDS);
    relays.relays().stream().limit(MAX_EARLY).forEach(relay -> find(relay, this::early));
  }

  /** Before a relay is connected its promises may not be readable yet; they are read again then. */
  private void early(Relay relay) {
    report(relay, StunServer.guessed(relay));
    List<StunServer> promised =
        StunServer.of(relay).stream().filter(one -> one.promised() == Promise.GIVEN).toList();
    report(relay, promised);
  }

  /** A relay is connected: its responder is asked from now on. */
  void relay(Relay relay, RelayView view) {
    if (view.state() == RelayView.State.CONNECTED && known.add(view.url())) {
      find(relay, one -> report(one, StunServer.of(one)));
    }
  }

  private static void find(Relay relay, Consumer<Relay> search) {
    Thread.ofVirtual().name("stun-of-relay").start(() -> search.accept(relay));
  }

  private void report(Relay relay, List<StunServer> found) {
    try {
      loop.execute(() -> add(relay.url(), found));
    } catch (RejectedExecutionException closed) {
      // Nobody asks any more.
    }
  }

  private void add(RelayUrl relay, List<StunServer> found) {
    if (found.isEmpty()) {
      known.remove(relay);
    } else if (found.getFirst().promised() == Promise.GIVEN) {
      known.add(relay);
    }
    boolean news = false;
    for (StunServer server : found) {
      Asked before = servers.get(server.address());
      if (before != null) {
        before.server = server.promised() == Promise.GIVEN ? server : before.server;
      } else if (servers.size() < MAX_SERVERS && self.reachable(server.address())) {
        var asked = new Asked(server);
        servers.put(server.address(), asked);
        send(asked);
        news = true;
      }
    }
    if (news) {
      wire.flush();
    } else {
      // What was silent before may have been promised since.
      judge();
    }
  }

  /** The network changed: what was seen may be wrong, and is asked anew at once. */
  void networkChanged() {
    servers.values().forEach(asked -> asked.mapped = Optional.empty());
    ask();
  }

  private void ask() {
    outstanding.clear();
    servers.values().forEach(asked -> asked.tries = 0);
    servers.values().forEach(this::send);
    wire.flush();
  }

  private void send(Asked asked) {
    asked.tries++;
    if (asked.tries == 1) {
      // Retries bear the same number (RFC 8489 section 6.2.1): a late answer to the first is one.
      asked.transaction = Stun.Transaction.random(random);
    }
    Stun.Transaction mine = asked.transaction;
    outstanding.put(mine, asked);
    wire.send(
        new Route.Direct(asked.server.address()),
        Stun.plainRequest(ByteBufAllocator.DEFAULT, mine),
        0);
    long patience = asked.tries < TRIES ? AGAIN_MILLIS : LAST_MILLIS;
    loop.schedule(() -> unanswered(mine, asked.tries), patience, TimeUnit.MILLISECONDS);
  }

  private void unanswered(Stun.Transaction transaction, int tries) {
    Asked asked = outstanding.get(transaction);
    if (asked == null || asked.tries != tries) {
      return;
    }
    if (asked.tries < TRIES) {
      send(asked);
      wire.flush();
    } else {
      asked.silent = true;
      asked.mapped = Optional.empty();
      judge();
    }
  }

  /**
   * True when {@code datagram} answers what was asked here. It has no code: whoever sees our
   * requests could forge it, and would gain that we name a wrong address to our peers, who probe it
   * in vain.
   */
  boolean take(Route from, ByteBuf datagram) {
    if (outstanding.isEmpty() || !(from instanceof Route.Direct direct)) {
      return false;
    }
    Optional<Stun.Message> answer = Stun.parse(datagram);
    Asked asked = answer.map(a -> outstanding.get(a.transaction())).orElse(null);
    if (asked == null
        || answer.get().type() != Stun.RESPONSE
        || !asked.server.address().equals(direct.address())) {
      return false;
    }
    outstanding.remove(asked.transaction);
    asked.silent = false;
    asked.mapped = answer.get().mapped();
    boolean news =
        asked
            .mapped
            .filter(m -> self.observed(direct.address(), m) == SelfAddresses.News.CHANGED)
            .isPresent();
    if (!judge() && news) {
      changed.run();
    }
    return true;
  }

  /** True when that made the verdict, and with it everything told to peers, change. */
  private boolean judge() {
    outside = servers.values().stream().flatMap(asked -> asked.mapped.stream()).distinct().toList();
    NatKind now = verdict();
    boolean other = now != kind;
    if (other) {
      kind = now;
      changed.run();
    }
    return other;
  }

  private NatKind verdict() {
    List<InetSocketAddress> mapped =
        servers.values().stream().flatMap(asked -> asked.mapped.stream()).toList();
    if (mapped.isEmpty()) {
      boolean blocked =
          servers.values().stream().anyMatch(a -> a.silent && a.server.promised() == Promise.GIVEN);
      return blocked ? NatKind.BLOCKED : NatKind.UNKNOWN;
    }
    if (mapped.stream().allMatch(self::own)) {
      return NatKind.NONE;
    }
    // Families are translated apart from each other, if at all.
    var v4 = mapped.stream().filter(app.bothways.net.socket.Interfaces::v4).toList();
    if (v4.size() < 2) {
      return NatKind.UNKNOWN;
    }
    return v4.stream().distinct().count() == 1 ? NatKind.EASY : NatKind.HARD;
  }
}
