package app.bothways.net.relay.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers the relay's few HTTP resources and upgrades {@code /relay} to WebSocket (RFC 6455). */
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._-]{1,63}");
  private static final String BEARER = "Bearer ";
  private static final String PAGE =
      "<!doctype html><html lang=en><meta charset=utf-8><title>Bothways relay</title>"
          + "<h1>Bothways relay</h1><p>This server forwards sealed data between devices that"
          + " cannot reach each other directly. It cannot read what it forwards.</p></html>\n";
  private static final String HEALTH = "{\"status\":\"ok\",\"version\":\"%s\",\"git_hash\":\"\"}";

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
      refuse(ctx, badRequest());
      return;
    }
    String path = new QueryStringDecoder(request.uri()).path();
    if (path.equals("/relay")) {
      upgrade(ctx, request);
    } else if (!request.method().equals(HttpMethod.GET)) {
      reply(ctx, request, text(HttpResponseStatus.METHOD_NOT_ALLOWED, "text/plain", "GET only"));
    } else {
      reply(ctx, request, resource(path, request));
    }
  }

  private static FullHttpResponse resource(String path, FullHttpRequest request) {
    return switch (path) {
      case "/ping" -> {
        var pong = text(HttpResponseStatus.OK, "text/plain", "");
        pong.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        yield pong;
      }
      case "/generate_204" -> noContent(request);
      case "/healthz" ->
          text(HttpResponseStatus.OK, "application/json", HEALTH.formatted(version()));
      case "/", "/index.html" -> text(HttpResponseStatus.OK, "text/html; charset=utf-8", PAGE);
      case "/robots.txt" ->
          text(HttpResponseStatus.OK, "text/plain", "User-agent: *\nDisallow: /\n");
      default -> text(HttpResponseStatus.NOT_FOUND, "text/plain", "Not Found");
    };
  }

  private static String version() {
    return Optional.ofNullable(HttpFront.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /** A captive portal cannot know what to answer to the challenge. */
  private static FullHttpResponse noContent(FullHttpRequest request) {
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
    String challenge = request.headers().get("X-Iroh-Challenge", "");
    if (CHALLENGE.matcher(challenge).matches()) {
      response.headers().set("X-Iroh-Response", "response " + challenge);
    }
    return response;
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
      refuse(ctx, badRequest());
    } else if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      var refusal = badRequest();
      refusal.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
      refuse(ctx, refusal);
    } else {
      openWebSocket(ctx, request, version.get());
    }
  }

  private void openWebSocket(
      ChannelHandlerContext ctx, FullHttpRequest request, RelayVersion version) {
    var admission = new AdmissionHandler(hub, version, token(request), establishTimer);
    var decoding =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(RelayFrames.MAX_FRAME)
            .allowExtensions(false)
            .closeOnProtocolViolation(true)
            .build();
    var pipeline = ctx.pipeline();
    pipeline.addLast(new WebSocketFrameAggregator(RelayFrames.MAX_FRAME), admission);
    var admissionContext = pipeline.context(admission);
    new WebSocketServerHandshaker13(null, version.subProtocol(), decoding)
        .handshake(ctx.channel(), request)
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

  private static FullHttpResponse text(HttpResponseStatus status, String type, String body) {
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, UTF_8));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    return response;
  }

  private static FullHttpResponse badRequest() {
    return text(HttpResponseStatus.BAD_REQUEST, "text/plain", "Bad Request");
  }

  /** After a wrong request the connection is of no more use. */
  private static void refuse(ChannelHandlerContext ctx, FullHttpResponse response) {
    HttpUtil.setContentLength(response, response.content().readableBytes());
    HttpUtil.setKeepAlive(response, false);
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private static void reply(
      ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    if (!response.status().equals(HttpResponseStatus.NO_CONTENT)) {
      HttpUtil.setContentLength(response, response.content().readableBytes());
    }
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = ctx.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
