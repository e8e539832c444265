package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.protocol.MalformedFrameException;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrameDecoder;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayHandshake;
import app.bothways.net.relay.protocol.RelayVersion;
import app.bothways.net.relay.protocol.TlsLogin;
import app.bothways.net.report.RelayView.State;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * The first words with a relay: asks for the upgrade to WebSocket, answers the challenge, waits for
 * the confirmation. Tells its {@link Verdict}, a {@link DialAttempt}.
 */
final class GreetingHandler extends SimpleChannelInboundHandler<Object> {
  /** What came of the greeting; the first word counts. */
  interface Verdict {
    /** The relay has confirmed the key. */
    void succeed(GreetingHandler greeter);

    void fail(RelayFailure failure);
  }

  private final Relay relay;
  private final NodeKey key;
  private final Verdict verdict;
  private final WebSocketClientHandshaker handshaker;
  private Optional<ChannelHandlerContext> context = Optional.empty();
  private Optional<RelayVersion> version = Optional.empty();
  private final HttpHeaders headers = new DefaultHttpHeaders();

  /** A proof is on its way: by the TLS session or as an answer to the challenge. */
  private boolean proved;

  private boolean answered;
  private boolean sawBytes;

  GreetingHandler(Relay relay, NodeKey key, Verdict verdict) {
    this.relay = relay;
    this.key = key;
    this.verdict = verdict;
    if (!relay.token().isBlank()) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + relay.token());
    }
    URI uri = URI.create(webSocketUrl(relay));
    this.handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            uri, WebSocketVersion.V13, RelayVersion.offer(), false, headers, RelayFrames.MAX_FRAME);
  }

  private static String webSocketUrl(Relay relay) {
    String host = DialAttempt.plainHost(relay);
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "%s://%s:%d/relay"
        .formatted(relay.url().tls() ? "wss" : "ws", bracketed, relay.url().port());
  }

  /** A handler to stand before the HTTP codec, so that we know whether anything came at all. */
  ChannelInboundHandlerAdapter witness() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        sawBytes = true;
        ctx.fireChannelRead(message);
      }
    };
  }

  boolean sawBytes() {
    return sawBytes;
  }

  /** What was agreed; there once the attempt has succeeded. */
  RelayVersion version() {
    return version.orElseThrow();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = Optional.of(ctx);
  }

  /** TCP stands: asks for the upgrade. */
  void begin() {
    ask();
  }

  /** TLS stands: asks for the upgrade, and proves the key along with it. */
  void begin(SSLSession session) {
    TlsLogin.prove(key, session)
        .ifPresent(
            login -> {
              headers.set(TlsLogin.HEADER, login);
              proved = true;
            });
    ask();
  }

  private void ask() {
    context.ifPresent(ctx -> handshaker.handshake(ctx.channel()));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case FullHttpResponse response -> upgraded(ctx, response);
      case BinaryWebSocketFrame frame -> proof(ctx, frame);
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case CloseWebSocketFrame close -> closes(close);
      default -> {}
    }
  }

  private void upgraded(ChannelHandlerContext ctx, FullHttpResponse response) {
    if (response.decoderResult().isFailure()) {
      notARelay("does not speak HTTP");
    } else if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      verdict.fail(Failures.ofStatus(response.status(), relay.url()));
    } else {
      finish(ctx.channel(), response);
    }
  }

  private void finish(Channel channel, FullHttpResponse response) {
    try {
      handshaker.finishHandshake(channel, response);
      String chosen = Optional.ofNullable(handshaker.actualSubprotocol()).orElse("");
      version = RelayVersion.choose(chosen);
      if (version.isEmpty()) {
        notARelay("speaks no relay protocol that we know");
        return;
      }
      channel
          .pipeline()
          .addBefore(
              context.orElseThrow().name(),
              "aggregator",
              new WebSocketFrameAggregator(RelayFrames.MAX_FRAME));
    } catch (WebSocketHandshakeException wrong) {
      notARelay("does not open a relay connection: " + wrong.getMessage());
    }
  }

  private void proof(ChannelHandlerContext ctx, BinaryWebSocketFrame frame) {
    try {
      switch (RelayFrameDecoder.fromRelay(frame.content(), version())) {
        case RelayFrame.ServerChallenge challenge when !answered -> {
          answered = true;
          proved = true;
          var auth = RelayHandshake.answer(challenge, key);
          ctx.writeAndFlush(new BinaryWebSocketFrame(RelayFrames.encode(auth, ctx.alloc())));
        }
        case RelayFrame.ServerConfirmsAuth _ when proved -> verdict.succeed(this);
        case RelayFrame.ServerDeniesAuth(var reason) ->
            verdict.fail(new RelayFailure(State.DENIED, "the relay says: " + printable(reason)));
        case RelayFrame.Carrier carrier -> {
          carrier.data().release();
          notARelay("breaks the relay protocol");
        }
        default -> notARelay("breaks the relay protocol");
      }
    } catch (MalformedFrameException malformed) {
      notARelay("sends something that is no relay frame");
    }
  }

  /** A relay that has no room, or goes, may have it a moment later (RFC 6455 section 7.4.1). */
  private void closes(CloseWebSocketFrame close) {
    int status = close.statusCode();
    if (status == WebSocketCloseStatus.TRY_AGAIN_LATER.code()
        || status == WebSocketCloseStatus.SERVICE_RESTART.code()) {
      verdict.fail(RelayFailure.unreachable(relay.url() + " is busy and says: try again later"));
    } else {
      notARelay("closes at once: " + status + " " + printable(close.reasonText()));
    }
  }

  /** A stranger's text on its way to a screen: one line, of bounded length. */
  static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }

  private void notARelay(String what) {
    verdict.fail(RelayFailure.notARelay(relay.url() + " " + what));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (sawBytes && version.isEmpty()) {
      notARelay("answers, but not as a relay does");
    } else {
      verdict.fail(RelayFailure.unreachable(relay.url() + " closed the connection"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (sawBytes && !(cause instanceof java.io.IOException)) {
      notARelay("answers, but not as a relay does");
    } else {
      verdict.fail(Failures.of(cause, relay.url()));
    }
    ctx.close();
  }
}
