package app.bothways.net.relay.server.stun;

import app.bothways.net.path.Stun;
import app.bothways.net.relay.flow.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * A STUN binding responder (RFC 8489 section 6.3). It is no tool for floods: an answer is never
 * longer than the question by more than the address that it must carry (12 bytes for IPv4, 24 for
 * IPv6), anything that is no well-formed binding request gets no answer, and one source gets no
 * more than a few dozen answers a second.
 *
 * <p>It answers on two ports where it can: a node that is seen with two ports has a NAT that maps
 * for each destination. A request may ask to be answered from the other port (RFC 5780 section
 * 7.2), which tells whether the NAT lets such answers in.
 */
public final class StunResponder implements AutoCloseable {
  private final Channel channel;
  private final Optional<Channel> second;
  private final Tally tally;

  private record Tally(LongAdder answered, LongAdder ignored) {}

  private StunResponder(Channel channel, Optional<Channel> second, Tally tally) {
    this.channel = channel;
    this.second = second;
    this.tally = tally;
  }

  /**
   * Answers from when this returns; on the next port too, or on any other one when {@code where}
   * leaves the choice. Where the next one is taken, it does without.
   *
   * @throws IOException when the address cannot be bound; the message names it
   */
  public static StunResponder start(EventLoopGroup group, InetSocketAddress where)
      throws IOException {
    var tally = new Tally(new LongAdder(), new LongAdder());
    var first = new Answers(tally);
    var other = new Answers(tally);
    ChannelFuture bound = bind(group, where, first);
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot answer STUN on %s port %d: %s"
              .formatted(where.getHostString(), where.getPort(), bound.cause().getMessage()),
          bound.cause());
    }
    int next = where.getPort() == 0 ? 0 : where.getPort() % 65_535 + 1;
    ChannelFuture also = bind(group, new InetSocketAddress(where.getAddress(), next), other);
    if (also.isSuccess()) {
      first.sibling = Optional.of(also.channel());
      other.sibling = Optional.of(bound.channel());
    }
    return new StunResponder(bound.channel(), first.sibling, tally);
  }

  private static ChannelFuture bind(
      EventLoopGroup group, InetSocketAddress where, Answers answers) {
    return new Bootstrap()
        .group(group)
        .channel(EventLoops.datagramChannel(group))
        .handler(answers)
        .bind(where)
        .awaitUninterruptibly();
  }

  /** The real ports: where it was told to answer, and the other one if there is one. */
  public List<Integer> ports() {
    return Stream.concat(Stream.of(channel), second.stream())
        .map(one -> ((InetSocketAddress) one.localAddress()).getPort())
        .toList();
  }

  /** Where it answers, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  public long answered() {
    return tally.answered().sum();
  }

  /** Datagrams that got no answer. */
  public long ignored() {
    return tally.ignored().sum();
  }

  @Override
  public void close() {
    second.ifPresent(one -> one.close().awaitUninterruptibly());
    channel.close().awaitUninterruptibly();
  }

  private static final class Answers extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Tally tally;
    private final Reflections reflections = new Reflections();
    private volatile Optional<Channel> sibling = Optional.empty();

    Answers(Tally tally) {
      this.tally = tally;
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
        tally.ignored().increment();
        return;
      }
      tally.answered().increment();
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
      tally.ignored().increment();
    }
  }
}
