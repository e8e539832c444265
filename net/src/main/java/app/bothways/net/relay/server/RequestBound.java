package app.bothways.net.relay.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;

/**
 * What one connection may ask over HTTP: whoever sends requests in a row and does not read the
 * answers must not make the relay hold them. A connection that leaves more unread than the system
 * and the channel's own buffer take is closed, and each ends with the answer to its {@value #MOST}.
 * request. Stands between the HTTP codec and all that answers, because what collects a request
 * answers too. Event loop only.
 */
final class RequestBound extends ChannelDuplexHandler {
  static final int MOST = 100;

  private int asked;
  private int answered;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean begins = message instanceof HttpRequest;
    if (begins && !ctx.channel().isWritable()) {
      ctx.close();
    }
    if (begins) {
      asked++;
    }
    if (asked > MOST || !ctx.channel().isActive()) {
      ReferenceCountUtil.release(message);
      ctx.channel().config().setAutoRead(false);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
      answered++;
      if (answered == MOST) {
        HttpUtil.setKeepAlive(response, false);
        promise.unvoid().addListener(ChannelFutureListener.CLOSE);
      }
    }
    ctx.write(message, promise);
  }
}
