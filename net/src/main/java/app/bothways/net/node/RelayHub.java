package app.bothways.net.node;

import app.bothways.net.RelayMode;
import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import app.bothways.net.socket.Route;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The relays that this node is connected to: those configured, kept for ever, and those on which
 * some peer can be found, kept while that peer needs them and a minute more.
 *
 * <p>Views may be read by any thread; everything else belongs to the event loop.
 */
final class RelayHub {
  /** What the relays tell, on the node's event loop. */
  interface Listener {
    /** One datagram; the callee owns it. */
    void datagram(Route.Relayed from, ByteBuf datagram);

    void batchEnd();

    void gone(RelayUrl relay, NodeId peer);

    void changed(RelayView view);
  }

  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MAX_BORROWED = 16;

  private record Arrived(NodeId from, ByteBuf data, int segmentSize) {}

  private static final class Entry {
    private final Relay relay;
    private final RelayClient client;
    private final boolean configured;
    private volatile RelayView view;
    private long usedAt;

    Entry(Relay relay, RelayClient client, boolean configured, RelayView view) {
      this.relay = relay;
      this.client = client;
      this.configured = configured;
      this.view = view;
    }
  }

  private final EventLoop loop;
  private final EventLoopGroup relayLoops;
  private final NodeKey key;
  private final RelayConnector connector;
  private final Listener listener;
  private final Map<RelayUrl, Entry> entries = new ConcurrentHashMap<>();
  private final Map<RelayUrl, RelayView> early = new ConcurrentHashMap<>();
  private final Set<RelayClient> dirty = new HashSet<>();
  private boolean closed;
  private long doubtedAt = System.nanoTime() - DOUBT_NANOS;

  RelayHub(
      EventLoop loop,
      EventLoopGroup relayLoops,
      NodeKey key,
      RelayConnector connector,
      Listener listener) {
    this.loop = loop;
    this.relayLoops = relayLoops;
    this.key = key;
    this.connector = connector;
    this.listener = listener;
  }

  void start(RelayMode mode) {
    mode.relays().forEach(relay -> connect(relay, true));
  }

  private void connect(Relay relay, boolean configured) {
    if (entries.containsKey(relay.url()) || closed) {
      return;
    }
    RelayClient client = connector.start(relay, key, relayLoops, new Hop(relay.url()));
    var entry = new Entry(relay, client, configured, client.view());
    entry.usedAt = System.nanoTime();
    entries.put(relay.url(), entry);
    // RACE: the relay's thread may have told a newer state before the entry stood here.
    RelayView told = early.remove(relay.url());
    if (told != null) {
      changed(told);
    }
  }

  /** Connects to a relay on which some peer can be found, unless that has been done. */
  void want(RelayUrl url) {
    Entry entry = entries.get(url);
    if (entry != null) {
      entry.usedAt = System.nanoTime();
    } else if (entries.values().stream().filter(e -> !e.configured).count() < MAX_BORROWED) {
      connect(Relay.of(url), false);
    }
  }

  /** Ends connections to relays that were only needed for a peer. */
  void sweep(java.util.function.Predicate<RelayUrl> needed) {
    long now = System.nanoTime();
    entries.forEach(
        (url, entry) -> {
          if (needed.test(url)) {
            entry.usedAt = now;
          } else if (!entry.configured && now - entry.usedAt > KEEP_NANOS) {
            entries.remove(url);
            entry.client.close();
          }
        });
  }

  Optional<RelayView> view(RelayUrl url) {
    return Optional.ofNullable(entries.get(url)).map(entry -> entry.view);
  }

  /** How it is reached, as configured. */
  Relay relay(RelayUrl url) {
    Entry entry = entries.get(url);
    return entry == null ? Relay.of(url) : entry.relay;
  }

  /** The configured relays first. */
  List<RelayView> views() {
    var views = new ArrayList<RelayView>();
    entries.values().stream().filter(e -> e.configured).forEach(e -> views.add(e.view));
    entries.values().stream().filter(e -> !e.configured).forEach(e -> views.add(e.view));
    return views;
  }

  List<RelayView> configured() {
    return entries.values().stream().filter(e -> e.configured).map(e -> e.view).toList();
  }

  boolean connected(RelayUrl url) {
    return view(url).filter(v -> v.state() == State.CONNECTED).isPresent();
  }

  void send(Route.Relayed route, ByteBuf data, int segmentSize) {
    Entry entry = entries.get(route.relay());
    if (entry == null) {
      data.release();
      return;
    }
    entry.client.send(route.node(), data, segmentSize);
    dirty.add(entry.client);
  }

  void flush() {
    if (!dirty.isEmpty()) {
      dirty.forEach(RelayClient::flush);
      dirty.clear();
    }
  }

  /** Asks every relay at once whether it is there, unless that was done a moment ago. */
  void doubt() {
    long now = System.nanoTime();
    if (now - doubtedAt > DOUBT_NANOS) {
      doubtedAt = now;
      // Those that are not connected have a rhythm of their own; one that refuses is not hurried.
      entries.values().stream()
          .filter(entry -> entry.view.state() == State.CONNECTED)
          .forEach(entry -> entry.client.networkChanged());
    }
  }

  void networkChanged() {
    entries.values().forEach(entry -> entry.client.networkChanged());
  }

  void close() {
    closed = true;
    entries.values().forEach(entry -> entry.client.close());
  }

  private void changed(RelayView view) {
    Entry entry = entries.get(view.url());
    if (entry == null) {
      early.put(view.url(), view);
      return;
    }
    entry.view = view;
    listener.changed(view);
  }

  /** Takes what one relay tells over to the node's event loop: one hop for a burst. */
  private final class Hop implements RelayListener {
    private final RelayUrl url;
    private List<Arrived> batch = new ArrayList<>();

    Hop(RelayUrl url) {
      this.url = url;
    }

    @Override
    public void datagram(NodeId from, ByteBuf data, int segmentSize) {
      batch.add(new Arrived(from, data, segmentSize));
    }

    @Override
    public void batchEnd() {
      if (batch.isEmpty()) {
        return;
      }
      List<Arrived> burst = batch;
      batch = new ArrayList<>();
      try {
        loop.execute(() -> deliver(burst));
      } catch (RejectedExecutionException nodeClosed) {
        burst.forEach(one -> ReferenceCountUtil.release(one.data));
      }
    }

    private void deliver(List<Arrived> burst) {
      for (Arrived one : burst) {
        var from = new Route.Relayed(url, one.from);
        int size = one.segmentSize > 0 ? one.segmentSize : Math.max(1, one.data.readableBytes());
        while (one.data.isReadable()) {
          listener.datagram(
              from, one.data.readRetainedSlice(Math.min(size, one.data.readableBytes())));
        }
        one.data.release();
      }
      listener.batchEnd();
    }

    @Override
    public void endpointGone(NodeId peer) {
      onLoop(() -> listener.gone(url, peer));
    }

    @Override
    public void stateChanged(RelayView view) {
      onLoop(() -> changed(view));
    }

    private void onLoop(Runnable task) {
      try {
        loop.execute(task);
      } catch (RejectedExecutionException nodeClosed) {
        // Nobody is left to tell.
      }
    }
  }
}
