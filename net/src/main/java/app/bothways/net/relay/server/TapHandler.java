package app.bothways.net.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Shows the tap what comes off the wire. */
final class TapHandler extends ChannelInboundHandlerAdapter {
  private final Hub hub;

  TapHandler(Hub hub) {
    this.hub = hub;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      hub.tap(ByteBufUtil.getBytes(bytes));
    }
    ctx.fireChannelRead(message);
  }
}
