package app.bothways.net.link;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import app.bothways.net.retry.Backoff;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one device: at most one live connection, and a virtual thread that dials whenever
 * there is none.
 */
final class KeptLink {
  private static final Logger LOG = LoggerFactory.getLogger(KeptLink.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration DIAL = Duration.ofSeconds(10);

  /** A connection that lived so long ended for a reason of the moment: redial without back-off. */
  private static final Duration STABLE = Duration.ofSeconds(10);

  /** For so long the acceptor's connection waits for a dial that would replace it at once. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final int MAX_SEEN = 8;

  static final long DUPLICATE = 0x6205;

  private record Live(Connection connection, NodeId dialler, long since) {
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - since);
    }
  }

  private final Endpoint endpoint;
  private final String alpn;
  private final ProtocolHandler handler;
  private final NodeId id;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, new SecureRandom());
  private final Thread dialler;
  private NodeAddr hints;
  private Optional<InetSocketAddress> lastDirect = Optional.empty();
  private final Set<InetSocketAddress> seen = new LinkedHashSet<>();
  private volatile Subscription sightings = () -> {};
  private Live live;
  private boolean dialling;
  private boolean hurry;
  private boolean dropped;
  private Instant offlineSince = Instant.now();

  KeptLink(Endpoint endpoint, String alpn, ProtocolHandler handler, NodeAddr hints) {
    this.endpoint = endpoint;
    this.alpn = alpn;
    this.handler = handler;
    this.id = hints.id();
    this.hints = hints;
    this.dialler = Thread.ofVirtual().name("link-" + id.shortText()).unstarted(this::keep);
  }

  void start() {
    dialler.start();
    if (endpoint instanceof Sightings lan) {
      sightings = lan.watch(id, found -> sighted(found.addresses()));
    }
  }

  /**
   * The device announced itself on this network: worth a dial now, where there is no connection.
   */
  private void sighted(List<InetSocketAddress> addresses) {
    boolean fresh;
    lock.lock();
    try {
      fresh = seen.addAll(addresses) && live == null;
      while (seen.size() > MAX_SEEN) {
        seen.remove(seen.iterator().next());
      }
    } finally {
      lock.unlock();
    }
    if (fresh) {
      hurry();
    }
  }

  NodeId id() {
    return id;
  }

  NodeAddr hints() {
    lock.lock();
    try {
      return hints;
    } finally {
      lock.unlock();
    }
  }

  /** New hints; dialled at once where there is no connection. */
  void hints(NodeAddr address) {
    lock.lock();
    try {
      hints = address;
    } finally {
      lock.unlock();
    }
    hurry();
  }

  /** Something changed that makes a dial worth while now. */
  void hurry() {
    lock.lock();
    try {
      backoff.reset();
      hurry = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void drop(String reason) {
    Optional<Live> ended;
    lock.lock();
    try {
      dropped = true;
      ended = Optional.ofNullable(live);
      live = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    sightings.close();
    dialler.interrupt();
    ended.ifPresent(l -> l.connection.close(0, reason));
  }

  enum State {
    LIVE,
    DIALLING,
    WAITING
  }

  State state() {
    lock.lock();
    try {
      return live != null ? State.LIVE : dialling ? State.DIALLING : State.WAITING;
    } finally {
      lock.unlock();
    }
  }

  Instant offlineSince() {
    lock.lock();
    try {
      return offlineSince;
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    try {
      while (awaitNeed()) {
        dial();
      }
    } catch (InterruptedException dropped) {
      LOG.debug("link to {} ended", id);
    }
  }

  /** Waits until there is no connection; false once dropped. */
  private boolean awaitNeed() throws InterruptedException {
    lock.lock();
    try {
      while (!dropped && live != null) {
        changed.await();
      }
      if (!dropped) {
        dialling = true;
        hurry = false;
      }
      return !dropped;
    } finally {
      lock.unlock();
    }
  }

  private void dial() throws InterruptedException {
    Optional<Connection> connection = Optional.empty();
    try {
      connection = Optional.of(endpoint.dial(address(), alpn, DIAL));
    } catch (InterruptedIOException dropped) {
      throw new InterruptedException();
    } catch (IOException | RuntimeException e) {
      LOG.debug("link to {}: {}", id.shortText(), e.getMessage());
    }
    connection.ifPresent(dialled -> take(dialled, endpoint.id()));
    lock.lock();
    try {
      dialling = false;
      changed.signalAll();
      long pause = backoff.next().toNanos();
      // After a dial that failed this is the back-off; after one that did not, the least time
      // between two connections, so that a device that refuses us is not dialled in a hot loop.
      while (!dropped && !hurry && pause > 0) {
        pause = changed.awaitNanos(pause);
      }
    } finally {
      lock.unlock();
    }
  }

  /** All that is known of where the device may be: hints, where it last was, the relays here. */
  private NodeAddr address() {
    lock.lock();
    try {
      var direct = new LinkedHashSet<>(hints.direct());
      lastDirect.ifPresent(direct::add);
      direct.addAll(seen);
      var relays = new LinkedHashSet<RelayUrl>(hints.relays());
      relays.addAll(endpoint.address().relays());
      return new NodeAddr(id, List.copyOf(relays), List.copyOf(direct));
    } finally {
      lock.unlock();
    }
  }

  /** The device dialled us. Serves the connection until it ends, if it is the one to keep. */
  void incoming(Connection connection) throws InterruptedException {
    settle();
    if (install(connection, id)) {
      serve(connection);
    }
  }

  private void take(Connection connection, NodeId who) {
    if (install(connection, who)) {
      Thread.ofVirtual().name("serve-" + id.shortText()).start(() -> serve(connection));
    }
  }

  /**
   * Where our own dial is under way and would win anyhow, waits for it, so that the handler does
   * not begin with a connection that ends at once.
   */
  private void settle() throws InterruptedException {
    lock.lock();
    try {
      long left = endpoint.id().compareTo(id) < 0 ? SETTLE.toNanos() : 0;
      while (dialling && live == null && !dropped && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** RACE: dials of both sides may meet here; {@link Duplicates} decides, alike on both sides. */
  private boolean install(Connection connection, NodeId who) {
    Optional<Connection> loser = Optional.empty();
    boolean kept = false;
    lock.lock();
    try {
      boolean ended = connection.closed().isDone();
      if (dropped || ended) {
        loser = Optional.of(connection);
      } else if (live == null || live.connection.closed().isDone()) {
        kept = true;
      } else {
        kept = Duplicates.choose(live.dialler, live.age(), who) == Duplicates.Stays.NEW;
        loser = Optional.of(kept ? live.connection : connection);
      }
      if (kept) {
        live = new Live(connection, who, System.nanoTime());
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    loser.ifPresent(one -> one.close(DUPLICATE, "another connection to the same device is kept"));
    return kept;
  }

  private void serve(Connection connection) {
    try {
      handler.serve(connection);
    } catch (Exception e) {
      LOG.debug("link to {}: {}", id.shortText(), e.toString());
    } finally {
      direct(connection.path()).ifPresent(this::remember);
      connection.close();
      ended(connection);
    }
  }

  private void remember(InetSocketAddress address) {
    lock.lock();
    try {
      lastDirect = Optional.of(address);
    } finally {
      lock.unlock();
    }
  }

  private void ended(Connection connection) {
    lock.lock();
    try {
      if (live != null && live.connection == connection) {
        if (live.age().compareTo(STABLE) > 0) {
          backoff.reset();
          hurry = true;
        }
        live = null;
        offlineSince = Instant.now();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The address of a direct path, from its text. */
  static Optional<InetSocketAddress> direct(PathView path) {
    int colon = path.address().lastIndexOf(':');
    if (path.kind() != PathView.Kind.DIRECT || colon < 1) {
      return Optional.empty();
    }
    try {
      String ip = path.address().substring(0, colon).replace("[", "").replace("]", "");
      int port = Integer.parseInt(path.address().substring(colon + 1));
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(ip), port));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
