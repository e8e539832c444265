package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.flow.Heartbeat;
import app.bothways.net.relay.protocol.MalformedFrameException;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrameDecoder;
import app.bothways.net.relay.protocol.RelayFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;

/**
 * Serves one admitted client: forwards its carriers without looking into them, answers pings, keeps
 * the connection alive, and closes it for anything that a client may not send.
 */
final class ServingHandler extends SimpleChannelInboundHandler<WebSocketFrame>
    implements Heartbeat.Pulse {
  private static final int GONE_NOTICES_PER_SECOND = 3;
  private static final long SECOND = 1_000_000_000L;

  private final Hub hub;
  private final ConnectedClient client;
  private Optional<Heartbeat> heartbeat = Optional.empty();
  private Optional<NodeId> lastReceiver = Optional.empty();
  private long noticeWindow = System.nanoTime();
  private int noticesInWindow;
  private boolean registered;

  ServingHandler(Hub hub, ConnectedClient client) {
    this.hub = hub;
    this.client = client;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    var beat = new Heartbeat((EventLoop) ctx.executor(), hub.limits().heartbeat(), this);
    heartbeat = Optional.of(beat);
    beat.start();
    ctx.pipeline().get(ReadLimiter.class).serve(client, beat);
    registered = true;
    hub.counters().clients.comes();
    hub.registry().enter(client);
    // RACE: a channel that died during admission has had its channelInactive already.
    if (!ctx.channel().isActive()) {
      depart();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    depart();
    ctx.fireChannelInactive();
  }

  private void depart() {
    if (registered) {
      registered = false;
      heartbeat.ifPresent(Heartbeat::stop);
      client.gone();
      hub.registry().leave(client);
      hub.counters().clients.goes();
      hub.counters().disconnects.increment();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    client.sender().drain();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    heartbeat.ifPresent(Heartbeat::received);
    switch (frame) {
      case BinaryWebSocketFrame binary -> relayFrame(ctx, binary.content());
      case PingWebSocketFrame ping -> webSocketPong(ctx, ping);
      case CloseWebSocketFrame _ -> ctx.close();
      default -> {}
    }
  }

  /** Only while the client reads: it must not make us hold pongs that it does not take. */
  private static void webSocketPong(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
    if (ctx.channel().isWritable()) {
      ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
    }
  }

  private void relayFrame(ChannelHandlerContext ctx, ByteBuf frame) {
    if (hub.tapped()) {
      hub.tap(ByteBufUtil.getBytes(frame));
    }
    int start = frame.readerIndex();
    try {
      switch (RelayFrameDecoder.fromClient(frame)) {
        case RelayFrame.DatagramTo datagram -> {
          datagram.data().release();
          forward(datagram.to(), frame.readerIndex(start));
        }
        case RelayFrame.BatchTo batch -> {
          batch.data().release();
          forward(batch.to(), frame.readerIndex(start));
        }
        case RelayFrame.Ping ping -> {
          hub.counters().pings.increment();
          hub.counters().pongs.increment();
          client.tell(new RelayFrame.Pong(ping.payload()));
        }
        case RelayFrame.Pong pong -> heartbeat.ifPresent(beat -> beat.pong(pong.payload()));
        case RelayFrame.ClientAuth _ -> protocolError(ctx);
      }
    } catch (MalformedFrameException malformed) {
      protocolError(ctx);
    }
  }

  private void forward(NodeId to, ByteBuf frame) {
    int bytes = frame.readableBytes();
    hub.counters().bytesReceived.add(bytes);
    hub.counters().packetsReceived.increment();
    Optional<ConnectedClient> receiver = hub.registry().find(to);
    if (receiver.isEmpty()) {
      hub.counters().unknownDestination.increment();
      noticeGone(to);
      return;
    }
    if (!lastReceiver.equals(Optional.of(to))) {
      lastReceiver = Optional.of(to);
      hub.registry().noteReceiver(client.id(), to);
    }
    RelayFrames.readdress(frame, client.id());
    if (receiver.get().deliver(frame.retain())) {
      hub.counters().packetsForwarded.increment();
      hub.counters().bytesForwarded.add(bytes);
    } else {
      hub.counters().droppedQueueFull.increment();
    }
  }

  private void noticeGone(NodeId to) {
    long now = System.nanoTime();
    if (now - noticeWindow >= SECOND) {
      noticeWindow = now;
      noticesInWindow = 0;
    }
    if (noticesInWindow < GONE_NOTICES_PER_SECOND) {
      noticesInWindow++;
      client.tell(new RelayFrame.EndpointGone(to));
    }
  }

  private void protocolError(ChannelHandlerContext ctx) {
    hub.counters().protocolErrors.increment();
    // Closed at once, whether or not the client takes the reason.
    ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.PROTOCOL_ERROR));
    ctx.close();
  }

  @Override
  public void sendPing(long payload) {
    client.tell(new RelayFrame.Ping(payload));
  }

  @Override
  public void dead() {
    client.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
