package app.bothways.net.node;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Relays inside this process, that forward as real ones do but can be refused and cut. */
final class FakeRelays {
  static final RelayUrl URL = RelayUrl.parse("http://relay.test:3340").orElseThrow();

  private final Map<RelayUrl, Map<NodeId, Client>> attached = new ConcurrentHashMap<>();
  private final Map<RelayUrl, State> answers = new ConcurrentHashMap<>();
  private final Map<RelayUrl, Long> latencies = new ConcurrentHashMap<>();
  private volatile State answer = State.CONNECTED;
  private volatile long delayMillis = 2;

  /** What a relay does with those that come from now on. */
  void answer(State state) {
    answer = state;
    attached.values().forEach(clients -> clients.values().forEach(Client::settled));
  }

  /** The same for one of them. */
  void answer(RelayUrl url, State state) {
    answers.put(url, state);
    attached.getOrDefault(url, Map.of()).values().forEach(Client::settled);
  }

  /** What pings of one of them take from now on; told at once. */
  void latency(RelayUrl url, long millis) {
    latencies.put(url, millis);
    attached.getOrDefault(url, Map.of()).values().forEach(Client::settled);
  }

  void delay(long millis) {
    delayMillis = millis;
  }

  List<NodeId> on(RelayUrl url) {
    return List.copyOf(attached.getOrDefault(url, Map.of()).keySet());
  }

  RelayClient connect(Relay relay, NodeKey key, EventLoopGroup group, RelayListener listener) {
    var client = new Client(relay.url(), key.id(), group.next(), listener);
    attached.computeIfAbsent(relay.url(), url -> new ConcurrentHashMap<>()).put(key.id(), client);
    client.loop.execute(client::settle);
    return client;
  }

  private record Queued(NodeId to, byte[] data, int segmentSize) {}

  private final class Client implements RelayClient {
    private final RelayUrl url;
    private final NodeId id;
    private final EventLoop loop;
    private final RelayListener listener;
    private List<Queued> queue = new ArrayList<>();
    private volatile RelayView view;

    Client(RelayUrl url, NodeId id, EventLoop loop, RelayListener listener) {
      this.url = url;
      this.id = id;
      this.loop = loop;
      this.listener = listener;
      this.view = new RelayView(url, State.CONNECTING, Optional.empty(), "");
    }

    /**
     * RACE: on the loop on which datagrams come, as a real client tells it: none that came before
     * is told after the relay was lost, which would prove that way anew.
     */
    void settled() {
      loop.submit(this::settle).syncUninterruptibly();
    }

    private void settle() {
      State state = answers.getOrDefault(url, answer);
      long latency = latencies.getOrDefault(url, delayMillis * 2);
      view = new RelayView(url, state, Optional.of(Duration.ofMillis(latency)), "fake");
      listener.stateChanged(view);
    }

    @Override
    public synchronized boolean send(NodeId to, ByteBuf data, int segmentSize) {
      var bytes = new byte[data.readableBytes()];
      data.readBytes(bytes);
      data.release();
      if (view.state() != State.CONNECTED) {
        return false;
      }
      queue.add(new Queued(to, bytes, segmentSize));
      return true;
    }

    @Override
    public synchronized void flush() {
      List<Queued> burst = queue;
      queue = new ArrayList<>();
      loop.schedule(() -> forward(burst), delayMillis, TimeUnit.MILLISECONDS);
    }

    private void forward(List<Queued> burst) {
      for (Queued one : burst) {
        Client to = attached.get(url).get(one.to);
        if (to == null) {
          listener.endpointGone(one.to);
        } else {
          to.loop.execute(() -> to.take(id, one));
        }
      }
    }

    private void take(NodeId from, Queued one) {
      if (view.state() != State.CONNECTED) {
        return;
      }
      ByteBuf data = io.netty.buffer.Unpooled.directBuffer(one.data.length).writeBytes(one.data);
      listener.datagram(from, data, one.segmentSize);
      listener.batchEnd();
    }

    @Override
    public RelayView view() {
      return view;
    }

    @Override
    public void networkChanged() {}

    @Override
    public void close() {
      attached.get(url).remove(id, this);
    }
  }
}
