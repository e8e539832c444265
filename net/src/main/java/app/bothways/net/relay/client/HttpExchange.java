package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.pkarr.SignedPacket;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One request to the server of a relay and its answer, on a connection of its own: name, proxy,
 * TCP, TLS, HTTP. Ends exactly once, within the limit, whatever the other side does; takes in no
 * more than {@link #MAX_HEAD} bytes of head and a record's size of body. Event loop only, but for
 * what may block, which runs on a thread of its own.
 */
final class HttpExchange {
  private static final int MAX_HEAD = 8192;

  /** What to ask, and for how long. */
  record Question(HttpMethod method, String path, byte[] body, Duration limit) {}

  private record Prepared(
      List<InetSocketAddress> addresses, Optional<SslContext> tls, Optional<HttpProxy> proxy) {}

  private final Relay relay;
  private final EventLoop loop;
  private final DefaultFullHttpRequest request;
  private final CompletableFuture<HttpRecordStores.Answer> result = new CompletableFuture<>();
  private Optional<Channel> channel = Optional.empty();

  private HttpExchange(Relay relay, EventLoop loop, DefaultFullHttpRequest request) {
    this.relay = relay;
    this.loop = loop;
    this.request = request;
  }

  /** Cancelling the future ends the exchange. */
  static CompletableFuture<HttpRecordStores.Answer> run(
      Relay relay, EventLoop loop, Question question) {
    var request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            question.method(),
            question.path(),
            Unpooled.wrappedBuffer(question.body()));
    var exchange = new HttpExchange(relay, loop, request);
    exchange.headers(question.body().length);
    exchange.start(question.limit());
    return exchange.result;
  }

  private void headers(int length) {
    var headers = request.headers();
    headers.set(HttpHeaderNames.HOST, host());
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    if (!relay.token().isBlank()) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + relay.token());
    }
  }

  private String host() {
    String url = relay.url().toString();
    return url.substring(url.indexOf("://") + 3);
  }

  private void start(Duration limit) {
    result.whenComplete((_, _) -> onLoop(() -> channel.ifPresent(Channel::close)));
    try {
      loop.schedule(
          () -> fail("no answer within " + limit.toMillis() + " ms"),
          limit.toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException shutDown) {
      fail("this device leaves the network");
    }
    // Not a virtual thread, for the reason given in DialAttempt.
    Thread.ofPlatform().daemon().name("record-store").start(this::prepare);
  }

  private void prepare() {
    try {
      Optional<HttpProxy> proxy = HttpProxy.forRelay(relay.url());
      String name = proxy.map(HttpProxy::host).orElseGet(() -> DialAttempt.plainHost(relay));
      int port = proxy.map(HttpProxy::port).orElse(relay.url().port());
      var addresses =
          Arrays.stream(InetAddress.getAllByName(name))
              .map(address -> new InetSocketAddress(address, port))
              .toList();
      Optional<SslContext> tls =
          relay.url().tls() ? Optional.of(RelayTrust.sslContext(relay)) : Optional.empty();
      onLoop(() -> connect(new Prepared(addresses, tls, proxy)));
    } catch (IOException | GeneralSecurityException | RuntimeException failed) {
      fail(Failures.of(failed, relay.url()).detail());
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException shutDown) {
      fail("this device leaves the network");
    }
  }

  private void connect(Prepared prepared) {
    if (result.isDone()) {
      return;
    }
    var race = ConnectRace.run(loop, prepared.addresses());
    race.addListener(
        _ -> {
          if (!race.isSuccess()) {
            fail(Failures.of(race.cause(), relay.url()).detail());
          } else if (result.isDone()) {
            race.getNow().close();
          } else {
            connected(race.getNow(), prepared);
          }
        });
  }

  private void connected(Channel open, Prepared prepared) {
    channel = Optional.of(open);
    open.closeFuture().addListener(_ -> fail("the connection ended without an answer"));
    if (prepared.proxy().isEmpty()) {
      ask(open, prepared.tls());
      return;
    }
    open.pipeline()
        .addLast(
            new TunnelHandler(
                prepared.proxy().get(),
                relay.url(),
                failure -> fail(failure.detail()),
                () -> ask(open, prepared.tls())));
    open.config().setAutoRead(true);
  }

  private void ask(Channel open, Optional<SslContext> tls) {
    ChannelPipeline pipeline = open.pipeline();
    Optional<SslHandler> ssl = tls.map(context -> handler(open, context));
    ssl.ifPresent(pipeline::addLast);
    pipeline.addLast(new HttpClientCodec(MAX_HEAD, MAX_HEAD, MAX_HEAD));
    pipeline.addLast(new HttpObjectAggregator(SignedPacket.MAX_BODY));
    pipeline.addLast(new AnswerHandler());
    open.config().setAutoRead(true);
    ssl.ifPresentOrElse(
        secure -> secure.handshakeFuture().addListener(done -> secured(open, done)),
        () -> open.writeAndFlush(request));
  }

  private SslHandler handler(Channel open, SslContext context) {
    return context.newHandler(
        open.alloc(),
        DialAttempt.plainHost(relay),
        relay.url().port(),
        task -> Thread.ofVirtual().name("record-tls").start(task));
  }

  private void secured(Channel open, Future<?> handshake) {
    if (handshake.isSuccess()) {
      open.writeAndFlush(request);
    } else {
      fail(Failures.of(handshake.cause(), relay.url()).detail());
    }
  }

  private void fail(String why) {
    result.completeExceptionally(new IOException(relay.url() + ": " + why));
  }

  private final class AnswerHandler extends SimpleChannelInboundHandler<FullHttpResponse> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
      if (response.decoderResult().isSuccess()) {
        result.complete(
            new HttpRecordStores.Answer(
                response.status().code(), ByteBufUtil.getBytes(response.content())));
      } else {
        fail("that is no HTTP");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      fail(GreetingHandler.printable(cause.toString()));
    }
  }
}
