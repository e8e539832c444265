package app.bothways.net.relay.client;

import app.bothways.net.relay.flow.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connects to the first of several addresses that answers, IPv6 and IPv4 by turns, each a little
 * after the one before (Happy Eyeballs, RFC 8305). Event loop only.
 */
final class ConnectRace {
  private static final int CONNECT_MILLIS = 1500;
  private static final int STAGGER_MILLIS = 250;
  private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final EventLoop loop;
  private final Iterator<InetSocketAddress> untried;
  private final Promise<Channel> winner;
  private int running;
  private Throwable lastFailure = new ConnectException("no address to connect to");

  private ConnectRace(EventLoop loop, List<InetSocketAddress> addresses) {
    this.loop = loop;
    this.untried = byTurns(addresses).iterator();
    this.winner = loop.newPromise();
  }

  /** The winning channel: connected, with an empty pipeline, not reading yet. */
  static Promise<Channel> run(EventLoop loop, List<InetSocketAddress> addresses) {
    var race = new ConnectRace(loop, addresses);
    race.tryNext();
    return race.winner;
  }

  static List<InetSocketAddress> byTurns(List<InetSocketAddress> addresses) {
    var v6 = addresses.stream().filter(a -> a.getAddress() instanceof Inet6Address).toList();
    var v4 = addresses.stream().filter(a -> !(a.getAddress() instanceof Inet6Address)).toList();
    var ordered = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < Math.max(v6.size(), v4.size()); i++) {
      v6.stream().skip(i).findFirst().ifPresent(ordered::add);
      v4.stream().skip(i).findFirst().ifPresent(ordered::add);
    }
    return ordered;
  }

  private void tryNext() {
    if (winner.isDone()) {
      return;
    }
    if (!untried.hasNext()) {
      if (running == 0) {
        winner.tryFailure(lastFailure);
      }
      return;
    }
    running++;
    connect(untried.next()).addListener(done -> ended((ChannelFuture) done));
    if (untried.hasNext()) {
      loop.schedule(this::tryNext, STAGGER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private ChannelFuture connect(InetSocketAddress address) {
    return new Bootstrap()
        .group(loop)
        .channel(EventLoops.socketChannel(loop))
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {}
            })
        .connect(address);
  }

  private void ended(ChannelFuture attempt) {
    running--;
    if (!attempt.isSuccess()) {
      lastFailure = attempt.cause();
      tryNext();
    } else if (!winner.trySuccess(attempt.channel())) {
      attempt.channel().close();
    }
  }
}
