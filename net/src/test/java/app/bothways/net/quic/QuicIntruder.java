package app.bothways.net.quic;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.path.ProbeSecret;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Real QUIC connections, by keys that nobody knows, that are not what they seem to become. */
public final class QuicIntruder implements AutoCloseable {
  /** What they do. */
  public enum Way {
    /** A valid first datagram; what is answered is not even read. */
    SILENT,
    /** A whole handshake with a fresh key, and then not a word. */
    MUTE,
    /** A whole handshake, and noise where the first message should be. */
    NOISE,
    /**
     * All that the control stream lets a stranger say: it is reachable at thirty addresses and on
     * four relays of other people, and changes its mind about paths all the time.
     */
    TALK
  }

  private static final AttributeKey<NodeTls> TLS = AttributeKey.valueOf("intruder.tls");

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final NodeId victim;
  private final String alpn;
  private final Channel udp;
  private final Way way;
  private final Random random;
  private final LongAdder proven = new LongAdder();

  /**
   * @param from the address to send from
   */
  public QuicIntruder(NodeId victim, String alpn, Way way, InetAddress from, Random random) {
    this.victim = victim;
    this.alpn = alpn;
    this.way = way;
    this.random = random;
    var codec =
        new QuicClientCodecBuilder()
            .maxIdleTimeout(20, TimeUnit.SECONDS)
            .initialMaxData(1 << 16)
            .initialMaxStreamDataBidirectionalLocal(1 << 14)
            .initialMaxStreamDataBidirectionalRemote(1 << 14)
            .initialMaxStreamsBidirectional(4)
            .sslEngineProvider(
                channel ->
                    channel
                        .attr(TLS)
                        .get()
                        .clientEngine(channel.alloc(), this.alpn, this.victim, () -> {}))
            .build();
    udp =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(new Deaf())
            .bind(new InetSocketAddress(from, 0))
            .syncUninterruptibly()
            .channel();
    udp.pipeline().addLast(codec);
  }

  private final class Deaf extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (way == Way.SILENT) {
        ReferenceCountUtil.release(message);
      } else {
        context.fireChannelRead(message);
      }
    }
  }

  /** Begins one; returns at once. */
  public void connect(InetSocketAddress to) {
    QuicChannel.newBootstrap(udp)
        .attr(TLS, new NodeTls(NodeKey.generate()))
        .handler(new ChannelInboundHandlerAdapter())
        .streamHandler(new ChannelInboundHandlerAdapter())
        .remoteAddress(to)
        .connect()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                proven.increment();
                switch (way) {
                  case SILENT, MUTE -> {}
                  case NOISE -> say((QuicChannel) done.getNow(), noise());
                  case TALK -> say((QuicChannel) done.getNow(), talk());
                }
              }
            });
  }

  private ByteBuf noise() {
    var bytes = new byte[200];
    random.nextBytes(bytes);
    return Unpooled.wrappedBuffer(bytes);
  }

  private ByteBuf talk() {
    var addresses = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < 30; i++) {
      addresses.add(new InetSocketAddress("127.50." + i + "." + random.nextInt(1, 250), 9));
    }
    var relays = new ArrayList<RelayUrl>();
    for (int i = 0; i < 4; i++) {
      relays.add(RelayUrl.parse("http://127.60." + i + "." + random.nextInt(1, 250)).orElseThrow());
    }
    var secret = ProbeSecret.random(new SecureRandom());
    var said = new ArrayList<ControlMessage>();
    said.add(
        new ControlMessage.Hello(
            ControlMessage.VERSION, random.nextLong(), PathPolicy.AUTO, secret));
    said.add(new ControlMessage.Start());
    said.add(new ControlMessage.Candidates(addresses));
    said.add(new ControlMessage.Relays(relays));
    for (int i = 0; i < 100; i++) {
      said.add(new ControlMessage.Policy(i % 2 == 0 ? PathPolicy.DIRECT_ONLY : PathPolicy.AUTO));
    }
    ByteBuf all = Unpooled.buffer();
    for (ControlMessage each : said) {
      ByteBuf one = ControlCodec.encode(UnpooledByteBufAllocator.DEFAULT, each);
      all.writeBytes(one);
      one.release();
    }
    return all;
  }

  private static void say(QuicChannel channel, ByteBuf bytes) {
    channel
        .createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter())
        .addListener(
            opened -> {
              if (opened.isSuccess()) {
                ((Channel) opened.getNow()).writeAndFlush(bytes);
              } else {
                bytes.release();
              }
            });
  }

  /** How many handshakes the victim has finished. */
  public long proven() {
    return proven.sum();
  }

  @Override
  public void close() {
    udp.close();
    group.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS);
  }
}
