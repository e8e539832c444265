package app.bothways.net.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What QUIC takes for its UDP socket: one virtual channel for the client codec and one for the
 * server codec, and the table of flows by which an incoming datagram finds its connection from its
 * connection id alone, whatever way it came. Only used on its event loop.
 *
 * <p>Datagrams that belong to no flow cost nothing, except first ones: each may open a flow, of
 * which at most {@value Strangers#MAX} belong to nobody known.
 */
public final class VirtualSocket {
  private static final int PORT = 12345;

  /** Whoever begins a connection pads its datagram to this (RFC 9000 section 14.1). */
  private static final int MIN_INITIAL = 1200;

  /** Hears of every incoming connection before QUIC sees its first datagram. */
  public interface Incoming {
    /** Gives the flow an outlet. */
    void opened(Flow flow);
  }

  private final EventLoop loop;
  private final Incoming incoming;
  private final Wire wire;
  private final InetSocketAddress self = address(0);
  private final VirtualChannel client;
  private final VirtualChannel server;
  private final ConnectionIds ids = new ConnectionIds(() -> this.openingFlow);
  private final Map<Long, Flow> flows = new HashMap<>();
  private final Map<InetSocketAddress, Flow> byAddress = new HashMap<>();
  private final Strangers strangers = new Strangers();
  private final List<Flow> fresh = new ArrayList<>();
  private final Farewells farewells = new Farewells();
  private long openingFlow;
  private boolean clientTouched;
  private boolean serverTouched;

  public VirtualSocket(EventLoop loop, Wire wire, Incoming incoming) {
    this.loop = loop;
    this.wire = wire;
    this.incoming = incoming;
    var outlet =
        new VirtualChannel.Outlet() {
          @Override
          public void send(DatagramPacket datagram) {
            VirtualSocket.this.send(datagram);
          }

          @Override
          public void flush() {
            wire.flush();
          }
        };
    client = new VirtualChannel(self, outlet);
    server = new VirtualChannel(self, outlet);
  }

  /** Puts the codecs on; called once, from outside the loop. */
  public void start(ChannelHandler clientCodec, ChannelHandler serverCodec) {
    loop.register(client).syncUninterruptibly();
    loop.register(server).syncUninterruptibly();
    client.pipeline().addLast(clientCodec);
    server.pipeline().addLast(serverCodec);
  }

  /** The parent of connections that this node dials. */
  public Channel clientParent() {
    return client;
  }

  public QuicConnectionIdGenerator idGenerator() {
    return ids;
  }

  /** A flow for a connection to be dialled by {@code route}. */
  public Flow open(Route route) {
    return open(route, Flow.Role.DIALLED);
  }

  private Flow open(Route route, Flow.Role role) {
    long id = ids.randomFlow();
    var flow = new Flow(id, address(id), route, role);
    flows.put(id, flow);
    byAddress.put(flow.address(), flow);
    return flow;
  }

  public QuicConnectionAddress connectionId(Flow flow) {
    return new QuicConnectionAddress(ids.make(flow.id()).array());
  }

  public Optional<Flow> flow(InetSocketAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /** A device of ours has proven its key on this flow: it no longer counts as a stranger's. */
  public void known(Flow flow) {
    strangers.known(flow);
  }

  public void close(Flow flow) {
    strangers.ended(flow, System.nanoTime());
    flows.remove(flow.id());
    byAddress.remove(flow.address());
  }

  /** A datagram that is QUIC's came by {@code route}; takes ownership. */
  public void receive(Route route, ByteBuf datagram) {
    Flow flow = find(route, datagram);
    if (flow == null) {
      datagram.release();
      return;
    }
    flow.outlet().received(route, datagram.readableBytes());
    VirtualChannel codec =
        switch (flow.role()) {
          case DIALLED -> {
            clientTouched = true;
            yield client;
          }
          case INCOMING -> {
            serverTouched = true;
            openingFlow = flow.id();
            yield server;
          }
        };
    codec.pipeline().fireChannelRead(new DatagramPacket(datagram, self, flow.address()));
  }

  /** Nothing more is at hand: lets QUIC answer what came. */
  public void receiveEnd() {
    if (clientTouched) {
      clientTouched = false;
      client.pipeline().fireChannelReadComplete();
    }
    if (serverTouched) {
      serverTouched = false;
      server.pipeline().fireChannelReadComplete();
      dropNoise();
    }
  }

  /** QUIC acknowledges every first datagram at once; one that it met with silence was none. */
  private void dropNoise() {
    for (Flow flow : fresh) {
      if (flow.outlet().silent()) {
        flow.drop();
        close(flow);
      }
    }
    fresh.clear();
  }

  /** The layer below can take more again. */
  public void writable() {
    client.pipeline().fireChannelWritabilityChanged();
    server.pipeline().fireChannelWritabilityChanged();
  }

  private Flow find(Route route, ByteBuf datagram) {
    ConnectionIds.Header header = ConnectionIds.Header.read(datagram);
    if (header.kind() == ConnectionIds.Header.Kind.MALFORMED) {
      return null;
    }
    if (header.idLength() == ConnectionIds.LENGTH) {
      Flow flow = flows.get(datagram.getLong(header.idOffset()));
      if (flow != null) {
        return flow;
      }
      if (header.kind() == ConnectionIds.Header.Kind.SHORT) {
        sayAgain(datagram.getLong(header.idOffset()), route);
      }
    }
    if (header.kind() == ConnectionIds.Header.Kind.SHORT
        || !ConnectionIds.Header.initial(datagram)) {
      return null;
    }
    var id = new byte[header.idLength()];
    datagram.getBytes(header.idOffset(), id);
    return datagram.readableBytes() < MIN_INITIAL
        ? strangers.find(ByteBuffer.wrap(id)).orElse(null)
        : incomingFlow(route, ByteBuffer.wrap(id));
  }

  /** Only on connections with proven keys are there short headers, so this amplifies nothing. */
  private void sayAgain(long flow, Route route) {
    farewells
        .again(flow, System.nanoTime())
        .ifPresent(
            datagram -> {
              wire.send(route, datagram, 0);
              wire.flush();
            });
  }

  /** The flow of a first datagram: all with the same connection id are one flow. */
  private Flow incomingFlow(Route route, ByteBuffer firstId) {
    Optional<Flow> known = strangers.find(firstId);
    if (known.isPresent() || firstId.remaining() < 8) {
      return known.orElse(null);
    }
    long now = System.nanoTime();
    switch (strangers.admit(route, now)) {
      case Strangers.Verdict.Welcome _ -> {}
      case Strangers.Verdict.InPlaceOf(Flow other) -> {
        other.drop();
        close(other);
      }
      case Strangers.Verdict.Full _ -> {
        return null;
      }
    }
    Flow flow = open(route, Flow.Role.INCOMING);
    strangers.add(firstId, flow, now);
    incoming.opened(flow);
    fresh.add(flow);
    return flow;
  }

  private void send(DatagramPacket datagram) {
    Flow flow = byAddress.get(datagram.recipient());
    if (flow == null || flow.outlet() == null) {
      datagram.release();
      return;
    }
    int segment = datagram instanceof SegmentedDatagramPacket s ? s.segmentSize() : 0;
    if (flow.leaving()) {
      farewells.said(flow.id(), datagram.content(), segment, System.nanoTime());
    }
    flow.outlet().send(datagram.content(), segment);
  }

  /** Closes both codecs and with them every connection. */
  public void close() {
    client.close();
    server.close();
    wire.flush();
  }

  /** A unique local address (RFC 4193) that exists nowhere but inside this process. */
  private static InetSocketAddress address(long id) {
    var bytes = new byte[16];
    ByteBuffer.wrap(bytes).put((byte) 0xfd).put((byte) 0x15).putLong(8, id);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), PORT);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
