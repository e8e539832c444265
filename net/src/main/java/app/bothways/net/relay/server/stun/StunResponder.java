package app.bothways.net.relay.server.stun;

import app.bothways.net.path.Stun;
import app.bothways.net.relay.flow.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * A STUN binding responder (RFC 8489 section 6.3). It is no tool for floods: an answer is never
 * longer than the question by more than the address that it must carry (12 bytes for IPv4, 24 for
 * IPv6), anything that is no well-formed binding request gets no answer, and one source gets no
 * more than a few dozen answers a second.
 *
 * <p>Where it has two ports, a request may ask to be answered from the other one (RFC 5780 section
 * 7.2), which tells whether a NAT lets such answers in.
 */
public final class StunResponder implements AutoCloseable {
  private final Channel channel;
  private final Optional<Channel> other;
  private final LongAdder answered;
  private final LongAdder ignored;

  private StunResponder(
      Channel channel, Optional<Channel> other, LongAdder answered, LongAdder ignored) {
    this.channel = channel;
    this.other = other;
    this.answered = answered;
    this.ignored = ignored;
  }

  /**
   * Answers from when this returns.
   *
   * @throws IOException when the address cannot be bound; the message names it
   */
  public static StunResponder start(EventLoopGroup group, InetSocketAddress where)
      throws IOException {
    var answered = new LongAdder();
    var ignored = new LongAdder();
    var first = new Answers(answered, ignored);
    var second = new Answers(answered, ignored);
    ChannelFuture bound = bind(group, where, first);
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot answer STUN on %s port %d: %s"
              .formatted(where.getHostString(), where.getPort(), bound.cause().getMessage()),
          bound.cause());
    }
    int next = where.getPort() == 0 ? 0 : where.getPort() + 1;
    Optional<Channel> other =
        Optional.of(next)
            .filter(port -> port < 65536)
            .map(port -> new InetSocketAddress(where.getAddress(), port))
            .map(address -> bind(group, address, second))
            .filter(ChannelFuture::isSuccess)
            .map(ChannelFuture::channel);
    first.sibling = other;
    second.sibling = Optional.of(bound.channel());
    return new StunResponder(bound.channel(), other, answered, ignored);
  }

  private static ChannelFuture bind(
      EventLoopGroup group, InetSocketAddress where, ChannelHandler handler) {
    return new Bootstrap()
        .group(group)
        .channel(EventLoops.datagramChannel(group))
        .handler(handler)
        .bind(where)
        .awaitUninterruptibly();
  }

  /**
   * The next port, where it was free: two ports of one responder are enough for a client to see
   * whether its NAT takes another outside port for each destination.
   */
  public Optional<Integer> otherPort() {
    return other.map(channel -> ((InetSocketAddress) channel.localAddress()).getPort());
  }

  /** Where it answers, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  public long answered() {
    return answered.sum();
  }

  /** Datagrams that got no answer. */
  public long ignored() {
    return ignored.sum();
  }

  @Override
  public void close() {
    other.ifPresent(channel -> channel.close().awaitUninterruptibly());
    channel.close().awaitUninterruptibly();
  }

  private static final class Answers extends SimpleChannelInboundHandler<DatagramPacket> {
    private final LongAdder answered;
    private final LongAdder ignored;
    private final Reflections reflections = new Reflections();
    private volatile Optional<Channel> sibling = Optional.empty();

    Answers(LongAdder answered, LongAdder ignored) {
      this.answered = answered;
      this.ignored = ignored;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      InetSocketAddress from = packet.sender();
      Optional<ByteBuf> fromOther =
          sibling.flatMap(_ -> Stun.otherPortAnswer(ctx.alloc(), packet.content(), from));
      Optional<ByteBuf> answer =
          fromOther
              .or(() -> Stun.bindingAnswer(ctx.alloc(), packet.content(), from))
              // Port 0 cannot be answered, and whoever writes it there did not send from it.
              .filter(
                  bytes -> {
                    boolean wanted = from.getPort() != 0 && reflections.allow(from.getAddress());
                    if (!wanted) {
                      bytes.release();
                    }
                    return wanted;
                  });
      if (answer.isEmpty()) {
        ignored.increment();
        return;
      }
      answered.increment();
      var reply = new DatagramPacket(answer.get(), from);
      if (fromOther.isPresent()) {
        sibling.orElseThrow().writeAndFlush(reply);
      } else {
        ctx.write(reply);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // An answer that could not be sent, or an ICMP error for one: the next datagram is
      // unaffected.
      ignored.increment();
    }
  }
}
