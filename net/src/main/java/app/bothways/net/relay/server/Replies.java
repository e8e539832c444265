package app.bothways.net.relay.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.Date;

/** Makes and sends answers in HTTP. */
final class Replies {
  private Replies() {}

  static FullHttpResponse text(HttpResponseStatus status, String type, String body) {
    return bytes(status, type, body.getBytes(UTF_8));
  }

  static FullHttpResponse plain(HttpResponseStatus status) {
    return text(status, "text/plain", status.reasonPhrase());
  }

  static FullHttpResponse bytes(HttpResponseStatus status, String type, byte[] body) {
    var response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    return response;
  }

  static FullHttpResponse noContent() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
  }

  /** The header by which a client can tell that its clock is wrong (RFC 9110 section 6.6.1). */
  static HttpHeaders dated() {
    return new DefaultHttpHeaders()
        .set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(Instant.now())));
  }

  /** Lets pages of any origin read the answer: there is no secret in it, and no cookie here. */
  static FullHttpResponse forAnyOrigin(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    return response;
  }

  /** Sends the last answer of this connection: after a wrong request it is of no more use. */
  static void refuse(ChannelHandlerContext ctx, FullHttpResponse response) {
    response.headers().add(dated());
    HttpUtil.setContentLength(response, response.content().readableBytes());
    HttpUtil.setKeepAlive(response, false);
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  static void send(ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    response.headers().add(dated());
    if (!response.status().equals(HttpResponseStatus.NO_CONTENT)) {
      HttpUtil.setContentLength(response, response.content().readableBytes());
    }
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = ctx.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }
}
