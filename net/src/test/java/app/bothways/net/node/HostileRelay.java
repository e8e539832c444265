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
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A relay between real endpoints that does with each datagram whatever its {@link Mischief} says:
 * all that the owner of a relay, or whoever has taken one over, could do.
 */
final class HostileRelay {
  static final RelayUrl URL = RelayUrl.parse("http://hostile.test:3340").orElseThrow();

  /** One datagram on its way. {@code from} is whom the receiver is told that it comes from. */
  record Datagram(NodeId from, NodeId to, byte[] bytes, long delayMillis) {
    Datagram after(long millis) {
      return new Datagram(from, to, bytes, millis);
    }

    Datagram with(byte[] other) {
      return new Datagram(from, to, other, delayMillis);
    }

    Datagram claiming(NodeId other) {
      return new Datagram(other, to, bytes, delayMillis);
    }

    Datagram meantFor(NodeId other) {
      return new Datagram(from, other, bytes, delayMillis);
    }
  }

  /** What is delivered in the place of one datagram. Called by several threads. */
  @FunctionalInterface
  interface Mischief {
    List<Datagram> instead(Datagram datagram);
  }

  private final Map<NodeId, Client> attached = new ConcurrentHashMap<>();
  private final LongAdder mangled = new LongAdder();
  private volatile Mischief mischief = List::of;

  void does(Mischief what) {
    mischief = what;
  }

  void behaves() {
    mischief = List::of;
  }

  /** How many datagrams did not go on as they came. */
  long mangled() {
    return mangled.sum();
  }

  /** Tells everyone that {@code node} has gone, true or not. */
  void claimsGone(NodeId node) {
    attached.values().forEach(client -> client.loop.execute(() -> client.told.endpointGone(node)));
  }

  RelayClient connect(Relay relay, NodeKey key, EventLoopGroup group, RelayListener listener) {
    var client = new Client(key.id(), group.next(), listener);
    attached.put(key.id(), client);
    client.loop.execute(() -> listener.stateChanged(client.view()));
    return client;
  }

  private void pass(Datagram datagram) {
    List<Datagram> instead = mischief.instead(datagram);
    if (!instead.equals(List.of(datagram))) {
      mangled.increment();
    }
    instead.forEach(this::sends);
  }

  /** Delivers a datagram that nobody has sent, or not now. */
  void sends(Datagram one) {
    Client to = attached.get(one.to());
    if (to != null) {
      to.loop.schedule(() -> to.take(one), one.delayMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private final class Client implements RelayClient {
    private final NodeId id;
    private final EventLoop loop;
    private final RelayListener told;

    Client(NodeId id, EventLoop loop, RelayListener told) {
      this.id = id;
      this.loop = loop;
      this.told = told;
    }

    @Override
    public boolean send(NodeId to, ByteBuf data, int segmentSize) {
      int size = segmentSize > 0 ? segmentSize : Math.max(1, data.readableBytes());
      while (data.isReadable()) {
        var bytes = new byte[Math.min(size, data.readableBytes())];
        data.readBytes(bytes);
        pass(new Datagram(id, to, bytes, 0));
      }
      data.release();
      return true;
    }

    private void take(Datagram one) {
      if (one.bytes().length > 0) {
        told.datagram(one.from(), Unpooled.copiedBuffer(one.bytes()), 0);
        told.batchEnd();
      }
    }

    @Override
    public void flush() {}

    @Override
    public RelayView view() {
      return new RelayView(URL, State.CONNECTED, Optional.of(Duration.ofMillis(1)), "");
    }

    @Override
    public void networkChanged() {}

    @Override
    public void close() {
      attached.remove(id, this);
    }
  }
}
