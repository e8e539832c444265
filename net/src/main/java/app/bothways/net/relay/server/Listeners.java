package app.bothways.net.relay.server;

import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.server.metrics.Page;
import app.bothways.net.relay.server.stun.StunResponder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The sockets of one relay and the connections that they have accepted. */
final class Listeners {
  private static final int MAX_HTTP_HEAD = 8192;

  /** How far a channel's own buffer fills before frames wait in the client's queue. */
  static final WriteBufferWaterMark WATER = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final Hub hub;
  private final EventLoopGroup group;
  private final TlsFiles tls;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final List<Channel> bound = new ArrayList<>();
  private Optional<StunResponder> stun = Optional.empty();
  private Optional<Channel> metrics = Optional.empty();

  Listeners(Hub hub, EventLoopGroup group, TlsFiles tls) {
    this.hub = hub;
    this.group = group;
    this.tls = tls;
  }

  /**
   * Listens wherever the configuration says.
   *
   * @return the main listener
   * @throws IOException when one address cannot be bound; the message names it
   */
  Channel open() throws IOException {
    RelayServices services = hub.config().services();
    Channel main = listen(hub.config().main(), this::relay);
    if (services.stun().isPresent()) {
      var responder = StunResponder.start(group, services.stun().get().address());
      stun = Optional.of(responder);
      hub.answersStun(responder);
    }
    if (services.plainHttp().isPresent()) {
      listen(services.plainHttp().get(), channel -> small(channel, Listeners::plainHttp));
    }
    if (services.metrics().isPresent()) {
      var figures = new Figures(hub, stun);
      metrics =
          Optional.of(
              listen(
                  services.metrics().get(),
                  channel -> small(channel, request -> metrics(request, figures))));
    }
    return main;
  }

  Optional<StunResponder> stun() {
    return stun;
  }

  Optional<Channel> metrics() {
    return metrics;
  }

  private interface Setup {
    void pipeline(SocketChannel channel);
  }

  private Channel listen(Listen where, Setup setup) throws IOException {
    var wanted = where.address();
    if (wanted.isUnresolved()) {
      throw new IOException("cannot listen on " + where.host() + ": no address is known for it");
    }
    ChannelFuture future =
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
                    accept(channel, setup);
                  }
                })
            .bind(wanted)
            .awaitUninterruptibly();
    if (!future.isSuccess()) {
      throw new IOException(
          "cannot listen on %s port %d: %s"
              .formatted(where.host(), where.port(), future.cause().getMessage()),
          future.cause());
    }
    bound.add(future.channel());
    return future.channel();
  }

  private void accept(SocketChannel channel, Setup setup) {
    hub.counters().accepted.increment();
    if (!hub.guard().arrive(channel, ClientAddress.of(channel), hub.limits().connections())) {
      hub.counters().refused.increment();
      hub.counters().closed.increment();
      // Reset instead of the usual end: a flood must not leave us with sockets in TIME_WAIT.
      channel.config().setSoLinger(0);
      channel.close();
      return;
    }
    open.add(channel);
    channel.closeFuture().addListener(_ -> closed(channel));
    setup.pipeline(channel);
  }

  private void closed(Channel channel) {
    open.remove(channel);
    hub.guard().forget(channel);
    hub.counters().closed.increment();
  }

  private Future<?> endUnlessEstablished(Channel channel) {
    var timer =
        channel
            .eventLoop()
            .schedule(
                () -> channel.close(), hub.limits().establish().toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> timer.cancel(false));
    return timer;
  }

  private void relay(SocketChannel channel) {
    var establishTimer = endUnlessEstablished(channel);
    var pipeline = channel.pipeline();
    tls.context().ifPresent(context -> pipeline.addLast(context.newHandler(channel.alloc())));
    if (hub.tapped()) {
      pipeline.addLast(new TapHandler(hub));
    }
    talk(pipeline, hub, establishTimer);
  }

  /** What understands the bytes of a client, once TLS has been taken off. */
  static void talk(ChannelPipeline pipeline, Hub hub, Future<?> establishTimer) {
    pipeline.addLast(
        new ReadLimiter(hub),
        new HttpServerCodec(4096, MAX_HTTP_HEAD, MAX_HTTP_HEAD),
        new RequestBound(),
        new HttpObjectAggregator(MAX_HTTP_HEAD),
        new HttpFront(hub, establishTimer));
  }

  private void small(SocketChannel channel, Function<FullHttpRequest, FullHttpResponse> answers) {
    endUnlessEstablished(channel);
    small(channel.pipeline(), hub, answers);
  }

  /** What answers a page or two, and nothing else. */
  static void small(
      ChannelPipeline pipeline, Hub hub, Function<FullHttpRequest, FullHttpResponse> answers) {
    pipeline.addLast(
        new HttpServerCodec(4096, MAX_HTTP_HEAD, MAX_HTTP_HEAD),
        new RequestBound(),
        new HttpObjectAggregator(MAX_HTTP_HEAD),
        new SimpleChannelInboundHandler<FullHttpRequest>() {
          @Override
          protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            if (request.decoderResult().isFailure()) {
              Replies.refuse(ctx, Replies.plain(HttpResponseStatus.BAD_REQUEST));
            } else {
              Replies.send(ctx, request, answers.apply(request));
            }
          }

          @Override
          public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            hub.counters().failed.increment();
            ctx.close();
          }
        });
  }

  private static FullHttpResponse plainHttp(FullHttpRequest request) {
    return new QueryStringDecoder(request.uri()).path().equals("/generate_204")
        ? Resources.captivePortalProbe(request)
        : Replies.plain(HttpResponseStatus.NOT_FOUND);
  }

  private static FullHttpResponse metrics(FullHttpRequest request, Figures figures) {
    return new QueryStringDecoder(request.uri()).path().equals("/metrics")
        ? Replies.text(HttpResponseStatus.OK, Page.CONTENT_TYPE, figures.text())
        : Replies.plain(HttpResponseStatus.NOT_FOUND);
  }

  /** Frees the ports for TCP; what is connected stays. */
  void refuseNew() {
    bound.stream()
        .filter(listener -> !metrics.equals(Optional.of(listener)))
        .forEach(listener -> listener.close().awaitUninterruptibly());
  }

  void close() {
    bound.forEach(listener -> listener.close().awaitUninterruptibly());
    stun.ifPresent(StunResponder::close);
    open.forEach(Channel::close);
  }
}
