package app.bothways.net.relay.bench;

import app.bothways.net.relay.flow.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Straight from one to the other by TCP, without encryption: what the same threads under the same
 * load take without a relay.
 */
final class TcpWay implements Pair.Way {
  private final Channel server;
  private final Channel from;

  TcpWay(EventLoopGroup group, Pair pair) throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(EventLoops.serverSocketChannel(group))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new FixedLengthFrameDecoder(Pair.DATAGRAM * Pair.PER_BATCH),
                            new Ear(pair));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    from =
        new Bootstrap()
            .group(group)
            .channel(EventLoops.socketChannel(group))
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {}
                })
            .connect(server.localAddress())
            .sync()
            .channel();
  }

  @Override
  public boolean send(ByteBuf batch) {
    if (!from.isWritable()) {
      batch.release();
      return false;
    }
    from.writeAndFlush(batch, from.voidPromise());
    return true;
  }

  @Override
  public void close() {
    from.close();
    server.close();
  }

  private static final class Ear extends SimpleChannelInboundHandler<ByteBuf> {
    private final Pair pair;

    Ear(Pair pair) {
      super(false);
      this.pair = pair;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf batch) {
      pair.arrived(batch);
    }
  }
}
