package app.bothways.net.node;

import app.bothways.net.Connection;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.PathPolicy;
import app.bothways.net.Subscription;
import app.bothways.net.address.FoundBy;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.lookup.AddressLookup;
import app.bothways.net.path.PathRules;
import app.bothways.net.path.PeerPaths;
import app.bothways.net.quic.Closing;
import app.bothways.net.quic.NodeConnection;
import app.bothways.net.report.RelayView;
import app.bothways.net.socket.Route;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One dial: an attempt of its own on every way that the dialler knows, and the first on which the
 * right key answers wins. Somebody else answering on one way therefore never spoils another.
 */
final class Dial {
  private static final int MAX_ATTEMPTS = 24;

  /** A breath, in which what is known already may answer, before others are asked. */
  private static final long BREATH_MILLIS = 150;

  /** What became of one attempt. */
  private sealed interface Outcome {
    record Greeted(NodeConnection connection) implements Outcome {}

    record Failed(NetException cause) implements Outcome {}
  }

  private final NodeCore core;
  private final NodeAddr address;
  private final String alpn;
  private final LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  // Event loop only.
  private final Set<Route> tried = new HashSet<>();
  private final List<NodeConnection> attempts = new ArrayList<>();
  private final Map<RelayUrl, FoundBy> awaited = new LinkedHashMap<>();
  private final Consumer<RelayView> relayListener = this::relayChanged;
  private final List<Subscription> searches = new ArrayList<>();
  private boolean over;

  /** Attempts and relays of which something can still come. */
  private final AtomicInteger open = new AtomicInteger();

  // The dialling thread only.
  private NetException worst;

  Dial(NodeCore core, NodeAddr address, String alpn) {
    this.core = core;
    this.address = address;
    this.alpn = alpn;
  }

  Connection run(Duration timeout) throws NetException, InterruptedIOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    core.dialling.merge(address.id(), 1, Integer::sum);
    Optional<NodeConnection> winner = Optional.empty();
    try {
      core.loop.submit(this::begin).get();
      winner = Optional.of(await(deadline));
      winner.get().start();
      return winner.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the dial was abandoned");
    } catch (ExecutionException | RejectedExecutionException e) {
      throw new NetException(NetError.CLOSED, "the dial could not begin", e);
    } finally {
      core.dialling.computeIfPresent(address.id(), (id, n) -> n > 1 ? n - 1 : null);
      Optional<NodeConnection> kept = winner;
      core.onLoop(() -> end(kept));
    }
  }

  private NodeConnection await(long deadline) throws NetException, InterruptedException {
    while (open.get() > 0) {
      Outcome outcome =
          outcomes.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      switch (outcome) {
        case null -> throw worstOr(NetError.UNREACHABLE, "no answer in time");
        case Outcome.Greeted greeted -> {
          return greeted.connection;
        }
        case Outcome.Failed failed -> {
          open.decrementAndGet();
          if (worst == null || rank(failed.cause) > rank(worst)) {
            worst = failed.cause;
          }
        }
      }
    }
    throw worstOr(NetError.NO_RELAY, "no address and no relay is known");
  }

  private NetException worstOr(NetError otherwise, String text) {
    return worst != null && rank(worst) > 0
        ? new NetException(worst.error(), worst.getMessage(), worst)
        : new NetException(
            worst == null ? otherwise : worst.error(),
            address.id().shortText() + ": " + (worst == null ? text : worst.getMessage()));
  }

  /** Which failure tells the person at the screen most. */
  private static int rank(NetException e) {
    return switch (e.error()) {
      case WRONG_KEY -> 5;
      case NO_COMMON_PROTOCOL -> 4;
      case CLOSED_BY_PEER -> 3;
      case RELAY_DENIED -> 2;
      case NOT_A_RELAY, NO_RELAY -> 1;
      case UNREACHABLE, CLOSED, TIMED_OUT, STREAM_RESET, PROTOCOL, BIND_FAILED -> 0;
    };
  }

  private void begin() {
    PeerPaths known = core.peers.of(address.id());
    if (known.connected()) {
      known.provenRoutes().forEach(route -> attempt(route, FoundBy.GIVEN));
    }
    for (InetSocketAddress direct : address.direct()) {
      attempt(new Route.Direct(direct), FoundBy.GIVEN);
    }
    core.relayListeners.add(relayListener);
    relays().forEach(url -> byRelay(url, FoundBy.GIVEN));
    core.finder.note(address);
    boolean nothing = open.get() == 0;
    if (core.peers.policy(address.id()) != PathPolicy.RELAY_ONLY) {
      core.finder.near().forEach(source -> search(source, nothing ? Waits.FOR_IT : Waits.A_LITTLE));
    }
    List<AddressLookup> far = core.finder.far(address.id());
    if (nothing) {
      far.forEach(source -> search(source, Waits.A_LITTLE));
    } else if (!far.isEmpty()) {
      open.incrementAndGet();
      core.loop.schedule(() -> searchFar(far), BREATH_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void searchFar(List<AddressLookup> far) {
    far.forEach(source -> search(source, Waits.A_LITTLE));
    open.decrementAndGet();
  }

  /** How long a dial on which everything else has failed goes on for the sake of a source. */
  private enum Waits {
    FOR_IT,
    A_LITTLE
  }

  /** While the dial lasts, every address that the source comes by is tried as well. */
  private void search(AddressLookup source, Waits waits) {
    if (over) {
      return;
    }
    open.incrementAndGet();
    var silent = new AtomicBoolean(waits == Waits.FOR_IT);
    Runnable end =
        () -> {
          if (silent.compareAndSet(false, true)) {
            String text = unknown(source.kind());
            outcomes.add(new Outcome.Failed(new NetException(NetError.UNREACHABLE, text)));
          }
        };
    core.loop.schedule(end, source.patience().toMillis(), TimeUnit.MILLISECONDS);
    searches.add(
        source.search(
            address,
            new AddressLookup.Answers() {
              @Override
              public void found(NodeAddr found) {
                core.onLoop(() -> take(found, source.kind()));
              }

              @Override
              public void over() {
                // After what was found, so that a dial does not end between the two.
                core.onLoop(end);
              }
            }));
  }

  private static String unknown(FoundBy source) {
    return switch (source) {
      case GIVEN -> "nothing is known of it";
      case LAN -> "not seen on this network";
      case RECORD -> "no record of it led there";
      case DNS -> "no name server led there";
    };
  }

  private void take(NodeAddr found, FoundBy by) {
    found.direct().stream()
        .filter(direct -> by == FoundBy.LAN || core.self.reachable(direct))
        .forEach(direct -> attempt(new Route.Direct(direct), by));
    found.relays().forEach(url -> byRelay(url, by));
  }

  /** Those that the address names; where it names none, those that this node is on itself. */
  private Set<RelayUrl> relays() {
    var urls = new LinkedHashSet<>(address.relays());
    if (urls.isEmpty()) {
      core.relays.configured().forEach(relay -> urls.add(relay.url()));
    }
    return urls;
  }

  private void byRelay(RelayUrl url, FoundBy by) {
    var route = new Route.Relayed(url, address.id());
    if (over
        || tried.contains(route)
        || !PathRules.allowed(route, core.peers.policy(address.id()))) {
      return;
    }
    core.relays.want(url);
    if (core.relays.connected(url)) {
      attempt(route, by);
    } else if (awaited.putIfAbsent(url, by) == null) {
      open.incrementAndGet();
      core.relays.view(url).ifPresent(this::relayChanged);
    }
  }

  private void relayChanged(RelayView view) {
    if (over || !awaited.containsKey(view.url())) {
      return;
    }
    switch (view.state()) {
      case CONNECTED -> {
        FoundBy by = awaited.remove(view.url());
        attempt(new Route.Relayed(view.url(), address.id()), by);
        open.decrementAndGet();
      }
      case DENIED -> relayFailed(view, NetError.RELAY_DENIED);
      case NOT_A_RELAY -> relayFailed(view, NetError.NOT_A_RELAY);
      case CONNECTING, UNREACHABLE, TLS_NOT_TRUSTED, CLOCK_WRONG, PROXY_REFUSED -> {
        // It may still become reachable before the time is up.
      }
    }
  }

  private void relayFailed(RelayView view, NetError error) {
    awaited.remove(view.url());
    outcomes.add(new Outcome.Failed(new NetException(error, view.url() + " " + view.detail())));
  }

  private void attempt(Route route, FoundBy by) {
    boolean usable =
        PathRules.allowed(route, core.peers.policy(address.id()))
            && (!(route instanceof Route.Direct direct) || core.port() != 0 && resolved(direct));
    if (over || !usable || tried.size() >= MAX_ATTEMPTS || !tried.add(route)) {
      return;
    }
    open.incrementAndGet();
    NodeConnection connection = core.attempt(route, address.id(), alpn);
    connection.foundBy(by);
    attempts.add(connection);
    connection
        .greeted()
        .whenComplete(
            (greeted, failure) ->
                outcomes.add(
                    failure == null
                        ? new Outcome.Greeted(greeted)
                        : new Outcome.Failed(cause(failure))));
  }

  private static boolean resolved(Route.Direct direct) {
    return !direct.address().isUnresolved() && direct.address().getPort() > 0;
  }

  private static NetException cause(Throwable failure) {
    return failure instanceof NetException known
        ? known
        : new NetException(NetError.UNREACHABLE, failure.toString(), failure);
  }

  private void end(Optional<NodeConnection> kept) {
    over = true;
    core.relayListeners.remove(relayListener);
    searches.forEach(Subscription::close);
    for (NodeConnection attempt : attempts) {
      if (kept.isEmpty() || kept.get() != attempt) {
        attempt.close(Closing.SUPERFLUOUS, "another way was faster");
      }
    }
  }
}
