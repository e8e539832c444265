package app.bothways.net.relay.client;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.flow.FrameSender;
import app.bothways.net.relay.flow.Heartbeat;
import app.bothways.net.relay.flow.Heartbeat.Asks;
import app.bothways.net.relay.flow.Heartbeat.Rhythm;
import app.bothways.net.relay.protocol.MalformedFrameException;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrameDecoder;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;

/**
 * An open, confirmed connection to a relay. Sending is for any thread, the rest for the event loop.
 */
final class RelaySession extends SimpleChannelInboundHandler<WebSocketFrame>
    implements Heartbeat.Pulse {
  static final int QUEUE_BYTES = 1 << 20;
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(15);

  /** Steadily, because the latency by which relays are chosen must not be that of an idle hour. */
  static final Rhythm RHYTHM =
      new Rhythm(Duration.ofSeconds(15), Duration.ZERO, Duration.ofSeconds(5), Asks.STEADILY);

  /** What the session tells the one who keeps it. */
  interface Keeper {
    void latency(RelaySession session, Duration roundTrip);

    /** Something a person should know while connected; empty when it is over. */
    void notice(RelaySession session, String text);

    /** The relay is about to restart: when to come back, and how long that may take. */
    void restarting(RelaySession session, Duration reconnectIn, Duration tryFor);

    /** The connection is over; called once. */
    void lost(RelaySession session, RelayFailure why);
  }

  private final Channel channel;
  private final RelayVersion version;
  private final RelayListener listener;
  private final Keeper keeper;
  private final FrameSender sender;
  private final Heartbeat heartbeat;
  private final String name;
  private final long since = System.nanoTime();
  private boolean pongSeen;
  private boolean datagramsSinceEnd;
  private boolean over;
  private RelayFailure ending;

  RelaySession(
      Channel channel, RelayVersion version, String name, RelayListener listener, Keeper keeper) {
    this.channel = channel;
    this.version = version;
    this.name = name;
    this.listener = listener;
    this.keeper = keeper;
    this.sender = new FrameSender(channel, QUEUE_BYTES, WRITE_TIMEOUT);
    this.heartbeat = new Heartbeat(channel.eventLoop(), RHYTHM, this);
    this.ending = RelayFailure.unreachable(name + " closed the connection");
  }

  /** The keeper has taken the session: the first ping asks for the latency. */
  void begin() {
    heartbeat.start();
    heartbeat.pingNow();
    if (!channel.isActive()) {
      end();
    }
  }

  /** How long the relay has been of use; zero when it has not answered even once. */
  Duration held() {
    return pongSeen ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
  }

  /** Queues datagrams; takes ownership of {@code data}. Any thread. */
  boolean send(NodeId to, ByteBuf data, int segmentSize) {
    try {
      return segmentSize > 0 && data.readableBytes() > segmentSize
          ? sendBatch(to, data, segmentSize)
          : sendOne(to, data);
    } finally {
      data.release();
    }
  }

  private boolean sendOne(NodeId to, ByteBuf data) {
    if (!data.isReadable()
        || data.readableBytes() > RelayFrames.MAX_SENT_FRAME - RelayFrames.DATAGRAM_HEADER) {
      return false;
    }
    return offer(new RelayFrame.DatagramTo(to, 0, data));
  }

  /** As many whole segments per frame as fit. */
  private boolean sendBatch(NodeId to, ByteBuf data, int segmentSize) {
    int room = RelayFrames.MAX_SENT_FRAME - RelayFrames.BATCH_HEADER;
    int perFrame = room / segmentSize * segmentSize;
    if (perFrame == 0) {
      return false;
    }
    boolean all = true;
    int end = data.writerIndex();
    for (int at = data.readerIndex(); at < end; at += perFrame) {
      ByteBuf part = data.slice(at, Math.min(perFrame, end - at));
      all &=
          part.readableBytes() > segmentSize
              ? offer(new RelayFrame.BatchTo(to, 0, segmentSize, part))
              : sendOne(to, part);
    }
    return all;
  }

  private boolean offer(RelayFrame frame) {
    return sender.offer(RelayFrames.encode(frame, channel.alloc()));
  }

  /** Any thread. */
  void flush() {
    sender.flush();
  }

  void networkChanged() {
    heartbeat.pingSharply();
  }

  /** Closes; the keeper is not told. */
  void abandon() {
    over = true;
    heartbeat.stop();
    sender.close();
    channel.close();
  }

  private void end() {
    if (!over) {
      abandon();
      keeper.lost(this, ending);
    }
  }

  private void closeBecause(RelayFailure why) {
    ending = why;
    end();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (over) {
      return;
    }
    heartbeat.received();
    switch (frame) {
      case BinaryWebSocketFrame binary -> relayFrame(binary.content());
      case PingWebSocketFrame ping -> {
        if (ctx.channel().isWritable()) {
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
      }
      case CloseWebSocketFrame _ -> end();
      default -> {}
    }
  }

  private void relayFrame(ByteBuf bytes) {
    try {
      switch (RelayFrameDecoder.fromRelay(bytes, version)) {
        case RelayFrame.DatagramFrom f -> deliver(f.from(), f.data(), 0);
        case RelayFrame.BatchFrom f -> deliver(f.from(), f.data(), f.segmentSize());
        case RelayFrame.EndpointGone(var node) -> listener.endpointGone(node);
        case RelayFrame.Ping(var payload) -> control(new RelayFrame.Pong(payload));
        case RelayFrame.Pong(var payload) -> pong(payload);
        case RelayFrame.Health(var problem) ->
            keeper.notice(this, GreetingHandler.printable(problem));
        case RelayFrame.Status(var code) -> keeper.notice(this, statusText(code));
        case RelayFrame.Restarting f ->
            keeper.restarting(
                this,
                Duration.ofMillis(f.reconnectInMillis()),
                Duration.ofMillis(f.tryForMillis()));
        case RelayFrame.ServerChallenge _,
            RelayFrame.ServerConfirmsAuth _,
            RelayFrame.ServerDeniesAuth _ ->
            closeBecause(RelayFailure.notARelay(name + " breaks the relay protocol"));
      }
    } catch (MalformedFrameException malformed) {
      closeBecause(RelayFailure.notARelay(name + " sends something that is no relay frame"));
    }
  }

  private static String statusText(int code) {
    return switch (code) {
      case RelayFrame.Status.SAME_KEY_ELSEWHERE ->
          "another program uses this device's key at the relay; this one receives nothing there";
      case RelayFrame.Status.RATE_LIMITED -> "the relay slows this device down";
      case RelayFrame.Status.QUOTA_USED_UP ->
          "this device has used up its data quota at the relay: only a trickle passes there until"
              + " part of it has aged out";
      default -> "";
    };
  }

  private void deliver(NodeId from, ByteBuf data, int segmentSize) {
    datagramsSinceEnd = true;
    listener.datagram(from, data, segmentSize);
  }

  private void pong(long payload) {
    heartbeat
        .pong(payload)
        .ifPresent(
            roundTrip -> {
              pongSeen = true;
              keeper.latency(this, roundTrip);
            });
  }

  private void control(RelayFrame frame) {
    sender.offerControl(RelayFrames.encode(frame, channel.alloc()));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (datagramsSinceEnd) {
      datagramsSinceEnd = false;
      listener.batchEnd();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    sender.drain();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closeBecause(
        RelayFailure.unreachable(name + ": " + GreetingHandler.printable(cause.toString())));
  }

  @Override
  public void sendPing(long payload) {
    control(new RelayFrame.Ping(payload));
  }

  @Override
  public void dead() {
    closeBecause(RelayFailure.unreachable(name + " has stopped answering"));
  }
}
