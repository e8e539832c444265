package app.bothways.net.relay.server;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.relay.flow.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A relay that serves nodes of this product and of iroh 0.91 and later. Runs on its own daemon
 * threads until closed. Keeps nothing on disk: a crash loses what was in flight, and the clients
 * dial again. Any thread may call.
 */
public final class RelayServer implements AutoCloseable {
  private static final int MAX_HTTP_HEAD = 8192;

  /** How far a channel's own buffer fills before frames wait in the client's queue. */
  private static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final Hub hub;
  private final EventLoopGroup group;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final Channel listener;

  private RelayServer(Hub hub, Optional<SslContext> tls) throws IOException {
    this.hub = hub;
    this.group = EventLoops.create(Runtime.getRuntime().availableProcessors(), "relay-server");
    try {
      this.listener = listen(tls);
    } catch (IOException failed) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw failed;
    }
  }

  /**
   * Listens from when this returns.
   *
   * @throws IOException when the address cannot be bound or the TLS files cannot be used; the
   *     message names which
   */
  public static RelayServer start(RelayServerConfig config) throws IOException {
    var hub = new Hub(config, new ClientRegistry(), new Counters());
    return new RelayServer(hub, sslContext(config.tls()));
  }

  private static Optional<SslContext> sslContext(RelayTls tls) throws IOException {
    return switch (tls) {
      case RelayTls.Plain _ -> Optional.empty();
      case RelayTls.PemFiles(var certificate, var key) -> {
        try {
          yield Optional.of(
              SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                  .sslProvider(SslProvider.JDK)
                  .protocols("TLSv1.3", "TLSv1.2")
                  .build());
        } catch (IOException | IllegalArgumentException unusable) {
          throw new IOException(
              "cannot use the certificate " + certificate + " with the key " + key, unusable);
        }
      }
    };
  }

  private Channel listen(Optional<SslContext> tls) throws IOException {
    var config = hub.config();
    var wanted = new InetSocketAddress(config.host(), config.port());
    if (wanted.isUnresolved()) {
      throw new IOException("cannot listen on " + config.host() + ": no address is known for it");
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(EventLoops.serverSocketChannel(group))
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, tls);
                  }
                })
            .bind(wanted)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on %s port %d: %s"
              .formatted(config.host(), config.port(), bound.cause().getMessage()),
          bound.cause());
    }
    return bound.channel();
  }

  private void accept(SocketChannel channel, Optional<SslContext> tls) {
    hub.counters().accepted.increment();
    open.add(channel);
    channel.closeFuture().addListener(_ -> open.remove(channel));
    var establishTimer =
        channel
            .eventLoop()
            .schedule(
                () -> channel.close(), hub.limits().establish().toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> establishTimer.cancel(false));
    var pipeline = channel.pipeline();
    tls.ifPresent(context -> pipeline.addLast(context.newHandler(channel.alloc())));
    if (hub.tapped()) {
      pipeline.addLast(new TapHandler(hub));
    }
    pipeline.addLast(
        new HttpServerCodec(4096, MAX_HTTP_HEAD, MAX_HTTP_HEAD),
        new HttpObjectAggregator(MAX_HTTP_HEAD),
        new HttpFront(hub, establishTimer));
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /**
   * A URL under which this machine reaches it: the configured host, or the loopback address when it
   * listens on every address.
   */
  public RelayUrl url() {
    InetAddress bound = address().getAddress();
    String scheme = hub.config().tls() instanceof RelayTls.Plain ? "http" : "https";
    String host = bound.isAnyLocalAddress() ? "127.0.0.1" : hub.config().host();
    String bracketed = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return new RelayUrl(scheme, bracketed, address().getPort());
  }

  public RelayServerStats stats() {
    return hub.counters().snapshot();
  }

  /** Closes every connection and frees the port; returns when that is done. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    open.forEach(Channel::close);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
