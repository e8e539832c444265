package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeKey;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to reach a relay: name, TCP, TLS, WebSocket, proof of the key. Ends exactly once, within
 * {@link #OVERALL_SECONDS}. Event loop only, but for what may block, which runs on a thread of its
 * own.
 */
final class DialAttempt implements GreetingHandler.Verdict {
  private static final Logger LOG = LoggerFactory.getLogger(DialAttempt.class);
  static final int OVERALL_SECONDS = 10;
  private static final int MAX_HTTP_HEAD = 8192;

  /** How the attempt ended. */
  interface Outcome {
    /** The relay has confirmed; {@code greeting} is the channel's last handler, to be replaced. */
    void up(Channel channel, GreetingHandler greeting);

    void down(RelayFailure failure);
  }

  /** How far an attempt has come. */
  private enum Stage {
    NAME("its name was looked up"),
    CONNECT("connecting to it"),
    PROXY("the proxy was asked"),
    TLS("TLS was agreed"),
    GREETING("it was asked to serve");

    private final String words;

    Stage(String words) {
      this.words = words;
    }
  }

  private record Prepared(
      List<InetSocketAddress> addresses, Optional<SslContext> tls, Optional<HttpProxy> proxy) {}

  private final Relay relay;
  private final NodeKey key;
  private final EventLoop loop;
  private final Outcome outcome;
  private Optional<Channel> channel = Optional.empty();
  private Optional<GreetingHandler> greeting = Optional.empty();
  private Future<?> timer;
  private Stage stage = Stage.NAME;
  private boolean explaining;
  private boolean ended;

  DialAttempt(Relay relay, NodeKey key, EventLoop loop, Outcome outcome) {
    this.relay = relay;
    this.key = key;
    this.loop = loop;
    this.outcome = outcome;
  }

  void start() {
    timer = loop.schedule(this::timedOut, OVERALL_SECONDS, TimeUnit.SECONDS);
    // Not a virtual thread: while name servers are silent, looking a name up would hold one of the
    // few threads of the system on which all virtual threads of the process run.
    Thread.ofPlatform().daemon().name("relay-dial").start(this::prepare);
  }

  /** Whether the relay has said anything at all. */
  boolean heard() {
    return greeting.filter(GreetingHandler::sawBytes).isPresent();
  }

  /** Gives up silently. */
  void cancel() {
    end();
  }

  private void prepare() {
    try {
      Optional<HttpProxy> proxy = HttpProxy.forRelay(relay.url());
      String host = proxy.map(HttpProxy::host).orElseGet(() -> plainHost(relay));
      int port = proxy.map(HttpProxy::port).orElse(relay.url().port());
      var addresses =
          Arrays.stream(InetAddress.getAllByName(host))
              .map(address -> new InetSocketAddress(address, port))
              .toList();
      Optional<SslContext> tls =
          relay.url().tls() ? Optional.of(RelayTrust.sslContext(relay)) : Optional.empty();
      var prepared = new Prepared(addresses, tls, proxy);
      onLoop(() -> connect(prepared));
    } catch (IOException | GeneralSecurityException failed) {
      onLoop(() -> fail(Failures.of(failed, relay.url())));
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException shutDown) {
      // The loops ended while we looked the name up: there is nobody left to tell.
    }
  }

  /** Without the brackets of IPv6 literals and without the dot that ends a full DNS name. */
  static String plainHost(Relay relay) {
    String host = relay.url().host();
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private void connect(Prepared prepared) {
    if (ended) {
      return;
    }
    enter(Stage.CONNECT);
    var race = ConnectRace.run(loop, prepared.addresses());
    race.addListener(
        _ -> {
          if (!race.isSuccess()) {
            fail(unconnected(race.cause(), prepared));
          } else if (ended) {
            race.getNow().close();
          } else {
            connected(race.getNow(), prepared);
          }
        });
  }

  /** It is the proxy that was not reached, when there is one. */
  private RelayFailure unconnected(Throwable cause, Prepared prepared) {
    RelayFailure failure = Failures.of(cause, relay.url());
    return prepared
        .proxy()
        .map(proxy -> RelayFailure.unreachable("the proxy " + proxy + ": " + cause.getMessage()))
        .orElse(failure);
  }

  private void connected(Channel connected, Prepared prepared) {
    channel = Optional.of(connected);
    if (prepared.proxy().isEmpty()) {
      greet(connected, prepared.tls());
      return;
    }
    enter(Stage.PROXY);
    connected
        .pipeline()
        .addLast(
            new TunnelHandler(
                prepared.proxy().get(),
                relay.url(),
                this::fail,
                () -> greet(connected, prepared.tls())));
    connected.config().setAutoRead(true);
  }

  private void greet(Channel connected, Optional<SslContext> tls) {
    ChannelPipeline pipeline = connected.pipeline();
    var greeter = new GreetingHandler(relay, key, this);
    greeting = Optional.of(greeter);
    Optional<SslHandler> ssl =
        tls.map(
            context ->
                context.newHandler(
                    connected.alloc(),
                    plainHost(relay),
                    relay.url().port(),
                    task -> Thread.ofVirtual().name("relay-tls").start(task)));
    ssl.ifPresent(pipeline::addLast);
    pipeline.addLast(greeter.witness());
    pipeline.addLast(new HttpClientCodec(4096, MAX_HTTP_HEAD, MAX_HTTP_HEAD));
    pipeline.addLast(new HttpObjectAggregator(MAX_HTTP_HEAD));
    pipeline.addLast(greeter);
    connected.config().setAutoRead(true);
    enter(ssl.isPresent() ? Stage.TLS : Stage.GREETING);
    ssl.ifPresentOrElse(
        handler -> handler.handshakeFuture().addListener(done -> secured(handler, done, greeter)),
        greeter::begin);
  }

  private void enter(Stage next) {
    LOG.debug("{}: {}", relay.url(), next.words);
    stage = next;
  }

  private void secured(SslHandler tls, Future<?> handshake, GreetingHandler greeter) {
    if (handshake.isSuccess()) {
      enter(Stage.GREETING);
      greeter.begin(tls.engine().getSession());
    } else if (Failures.ofDates(handshake.cause())) {
      explain(Failures.of(handshake.cause(), relay.url()));
    } else {
      fail(Failures.of(handshake.cause(), relay.url()));
    }
  }

  /** What follows from closing meanwhile does not count. */
  private void explain(RelayFailure failure) {
    explaining = true;
    Thread.ofVirtual()
        .name("relay-clock")
        .start(
            () -> {
              RelayFailure explained = ClockCheck.explain(failure, relay.url());
              onLoop(
                  () -> {
                    explaining = false;
                    fail(explained);
                  });
            });
  }

  private void timedOut() {
    explaining = false;
    fail(
        greeting.isPresent() && greeting.get().sawBytes()
            ? RelayFailure.notARelay(relay.url() + " answers, but not as a relay does")
            : RelayFailure.unreachable(
                "no answer from %s within %d s after %s"
                    .formatted(relay.url(), OVERALL_SECONDS, stage.words)));
  }

  @Override
  public void succeed(GreetingHandler greeter) {
    if (!ended) {
      ended = true;
      timer.cancel(false);
      LOG.debug("{}: connected", relay.url());
      outcome.up(channel.orElseThrow(), greeter);
    }
  }

  /** The first failure counts; those that follow from closing are ignored. */
  @Override
  public void fail(RelayFailure failure) {
    if (!ended && !explaining) {
      end();
      LOG.debug("{} by then {}: {}", relay.url(), stage, failure.detail());
      outcome.down(failure);
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      timer.cancel(false);
      channel.ifPresent(Channel::close);
    }
  }
}
