package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.protocol.MalformedFrameException;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayVersion;
import app.bothways.net.relay.protocol.TlsLogin;
import app.bothways.net.relay.server.RelayServices.Forwarding;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Answers the relay's few HTTP resources and upgrades {@code /relay} to WebSocket (RFC 6455). */
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String BEARER = "Bearer ";

  private final Hub hub;
  private final Future<?> establishTimer;

  HttpFront(Hub hub, Future<?> establishTimer) {
    this.hub = hub;
    this.establishTimer = establishTimer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      hub.counters().protocolErrors.increment();
      Replies.refuse(ctx, badRequest());
      return;
    }
    String path = new QueryStringDecoder(request.uri()).path();
    var limits = hub.limits().connections();
    var from = ClientAddress.of(ctx.channel(), request, limits.proxies());
    if (!hub.guard().attribute(ctx.channel(), from, limits)) {
      hub.counters().refused.increment();
      Replies.refuse(ctx, Replies.plain(HttpResponseStatus.TOO_MANY_REQUESTS));
    } else if (!path.equals("/relay")) {
      Replies.send(ctx, request, new Resources(hub).answer(path, request, from));
    } else if (hub.config().services().forwarding() == Forwarding.OFF) {
      Replies.refuse(ctx, Replies.plain(HttpResponseStatus.NOT_FOUND));
    } else if (hub.leaving().isPresent()) {
      Replies.refuse(ctx, Replies.plain(HttpResponseStatus.SERVICE_UNAVAILABLE));
    } else {
      upgrade(ctx, request);
    }
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    var headers = request.headers();
    Optional<RelayVersion> version =
        RelayVersion.choose(
            String.join(",", headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)));
    if (!request.method().equals(HttpMethod.GET)
        || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
        || version.isEmpty()) {
      Replies.refuse(ctx, badRequest());
    } else if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      var refusal = badRequest();
      refusal.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
      Replies.refuse(ctx, refusal);
    } else {
      proveAndOpen(ctx, request, version.get());
    }
  }

  private void proveAndOpen(
      ChannelHandlerContext ctx, FullHttpRequest request, RelayVersion version) {
    try {
      openWebSocket(ctx, request, version, proved(ctx, request));
    } catch (MalformedFrameException malformed) {
      hub.counters().protocolErrors.increment();
      Replies.refuse(ctx, badRequest());
    }
  }

  /** The key that was proved along with the request, where the client has done so over TLS. */
  private static Optional<NodeId> proved(ChannelHandlerContext ctx, FullHttpRequest request)
      throws MalformedFrameException {
    Optional<String> login = Optional.ofNullable(request.headers().get(TlsLogin.HEADER));
    Optional<SSLSession> session =
        Optional.ofNullable(ctx.pipeline().get(SslHandler.class))
            .map(tls -> tls.engine().getSession());
    return login.isEmpty() ? Optional.empty() : TlsLogin.proved(login.get(), session);
  }

  private void openWebSocket(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      RelayVersion version,
      Optional<NodeId> proved) {
    var admission = new AdmissionHandler(hub, version, token(request), establishTimer, proved);
    var decoding =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(RelayFrames.MAX_FRAME)
            .allowExtensions(false)
            .closeOnProtocolViolation(true)
            .build();
    var pipeline = ctx.pipeline();
    pipeline.remove(RequestBound.class);
    pipeline.addLast(new WebSocketFrameAggregator(RelayFrames.MAX_FRAME), admission);
    var admissionContext = pipeline.context(admission);
    new WebSocketServerHandshaker13(null, version.subProtocol(), decoding)
        .handshake(ctx.channel(), request, Replies.dated(), ctx.newPromise())
        .addListener(
            done -> {
              if (done.isSuccess()) {
                admission.begin(admissionContext);
              } else {
                ctx.close();
              }
            });
    pipeline.remove(this);
  }

  private static String token(FullHttpRequest request) {
    String header = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).strip();
    }
    return new QueryStringDecoder(request.uri())
        .parameters().getOrDefault("token", List.of()).stream().findFirst().orElse("");
  }

  private static FullHttpResponse badRequest() {
    return Replies.plain(HttpResponseStatus.BAD_REQUEST);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    hub.counters().failed.increment();
    ctx.close();
  }
}
