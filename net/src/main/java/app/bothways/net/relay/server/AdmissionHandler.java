package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.flow.FrameSender;
import app.bothways.net.relay.protocol.MalformedFrameException;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrame.ServerChallenge;
import app.bothways.net.relay.protocol.RelayFrameDecoder;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayHandshake;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * From the upgrade to the proved key: challenges, verifies, asks the access rule, confirms or
 * denies. Nothing is registered before; the next handler takes over after.
 */
final class AdmissionHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** One is the proof; a client that pings every second while it waits needs thirty more. */
  private static final int MOST_FRAMES = 64;

  private final Hub hub;
  private final RelayVersion version;
  private final String token;
  private final Future<?> establishTimer;
  private final Optional<NodeId> proved;
  private Optional<ServerChallenge> pending = Optional.empty();
  private int frames;

  /**
   * @param proved the key that the TLS session proves already; with it there is no challenge
   */
  AdmissionHandler(
      Hub hub,
      RelayVersion version,
      String token,
      Future<?> establishTimer,
      Optional<NodeId> proved) {
    this.proved = proved;
    this.hub = hub;
    this.version = version;
    this.token = token;
    this.establishTimer = establishTimer;
  }

  /**
   * Sends the challenge if there is need of one. What came before it cannot be an answer to it and
   * has ended the channel.
   */
  void begin(ChannelHandlerContext ctx) {
    if (proved.isPresent()) {
      hub.counters().tlsLogins.increment();
      ask(ctx, proved.get());
      return;
    }
    ServerChallenge challenge = RelayHandshake.newChallenge();
    pending = Optional.of(challenge);
    send(ctx, challenge);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    frames++;
    // Pongs that are not taken are the only thing that this side would pile up.
    if (frames > MOST_FRAMES || !ctx.channel().isWritable()) {
      protocolError(ctx);
      return;
    }
    switch (frame) {
      case BinaryWebSocketFrame binary -> answer(ctx, binary);
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame _ -> ctx.close();
      default -> {}
    }
  }

  private void answer(ChannelHandlerContext ctx, BinaryWebSocketFrame frame) {
    try {
      RelayFrame.FromClient decoded = RelayFrameDecoder.fromClient(frame.content());
      if (decoded instanceof RelayFrame.Carrier carrier) {
        carrier.data().release();
      }
      if (!(decoded instanceof RelayFrame.ClientAuth auth) || pending.isEmpty()) {
        protocolError(ctx);
        return;
      }
      ServerChallenge challenge = pending.get();
      pending = Optional.empty();
      decide(ctx, auth, challenge);
    } catch (MalformedFrameException malformed) {
      protocolError(ctx);
    }
  }

  private void decide(
      ChannelHandlerContext ctx, RelayFrame.ClientAuth auth, ServerChallenge challenge) {
    if (!RelayHandshake.proves(auth, challenge)) {
      deny(ctx, RelayHandshake.SIGNATURE_INVALID);
    } else {
      ask(ctx, auth.key());
    }
  }

  private void ask(ChannelHandlerContext ctx, NodeId key) {
    RelayAccess asked = hub.config().access();
    hub.gate()
        .enters(asked, key, token)
        .thenAccept(entry -> onLoop(ctx, () -> decided(ctx, key, asked, entry)));
  }

  private static void onLoop(ChannelHandlerContext ctx, Runnable task) {
    if (ctx.executor().inEventLoop()) {
      task.run();
    } else {
      ctx.executor().execute(task);
    }
  }

  private void decided(
      ChannelHandlerContext ctx, NodeId key, RelayAccess asked, AccessGate.Entry entry) {
    if (!ctx.channel().isActive()) {
      return;
    }
    switch (entry) {
      case ADMITTED -> admit(ctx, key, asked);
      case REFUSED ->
          ctx.executor()
              .schedule(
                  () -> deny(ctx, RelayHandshake.NOT_AUTHORIZED),
                  hub.limits().denial().toMillis(),
                  TimeUnit.MILLISECONDS);
      case NOT_ASKED -> sendAway(ctx);
    }
  }

  private void admit(ChannelHandlerContext ctx, NodeId key, RelayAccess asked) {
    establishTimer.cancel(false);
    hub.guard().forget(ctx.channel());
    hub.counters().uniqueKeys.saw(key);
    hub.counters().admitted.increment();
    // RACE: registered before the confirmation leaves, so that whoever hears of a confirmed client
    // can reach it; nothing overtakes the confirmation, because all writes pass this event loop.
    ctx.write(encoded(ctx, new RelayFrame.ServerConfirmsAuth()));
    RelayLimits limits = hub.limits();
    var sender =
        new FrameSender(
            ctx.channel(), limits.queueBytes(), limits.write(), hub.counters().forwarding::add);
    var client = new ConnectedClient(key, token, version, sender);
    ctx.pipeline().replace(this, "serving", new ServingHandler(hub, client));
    ctx.channel().flush();
    // RACE: a rule that changed since it was asked has been applied to those registered before us.
    if (hub.config().access() != asked) {
      hub.gate().recheck(hub, client);
    } else {
      hub.gate().watch(hub, client, asked);
    }
    hub.leaving().ifPresent(client::tell);
  }

  private void deny(ChannelHandlerContext ctx, String reason) {
    hub.counters().denied.increment();
    send(ctx, new RelayFrame.ServerDeniesAuth(reason));
    ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /** Not denied: it shall come again soon, as to a relay that was not reached. */
  private void sendAway(ChannelHandlerContext ctx) {
    hub.counters().accessBusy.increment();
    ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.TRY_AGAIN_LATER))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void protocolError(ChannelHandlerContext ctx) {
    hub.counters().protocolErrors.increment();
    // Closed at once, whether or not the client takes the reason.
    ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.PROTOCOL_ERROR));
    ctx.close();
  }

  private static void send(ChannelHandlerContext ctx, RelayFrame frame) {
    ctx.writeAndFlush(encoded(ctx, frame));
  }

  private static BinaryWebSocketFrame encoded(ChannelHandlerContext ctx, RelayFrame frame) {
    return new BinaryWebSocketFrame(RelayFrames.encode(frame, ctx.alloc()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
