package app.bothways.net.relay.server;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.protocol.RelayFrame.Restarting;
import app.bothways.net.relay.server.stun.StunResponder;
import app.bothways.net.relay.server.watch.FileWatch;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A relay that serves nodes of this product and of iroh 0.91 and later. Runs on its own daemon
 * threads until closed. Keeps nothing on disk: a crash loses what was in flight, and the clients
 * dial again. Any thread may call.
 */
public final class RelayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayServer.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Hub hub;
  private final EventLoopGroup group;
  private final TlsFiles tls;
  private final Listeners listeners;
  private final Channel main;
  private final FileWatch certificates;

  private RelayServer(Hub hub, TlsFiles tls) throws IOException {
    this.hub = hub;
    this.tls = tls;
    this.group = EventLoops.create(Runtime.getRuntime().availableProcessors(), "relay-server");
    this.listeners = new Listeners(hub, group, tls);
    try {
      this.main = listeners.open();
    } catch (IOException failed) {
      listeners.close();
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw failed;
    }
    this.certificates = FileWatch.start(tls::files, LOOK_EVERY, this::reloadCertificate);
  }

  /**
   * Listens from when this returns.
   *
   * @throws IOException when an address cannot be bound or the TLS files cannot be used; the
   *     message names which
   */
  public static RelayServer start(RelayServerConfig config) throws IOException {
    return start(config, new AccessGate(AccessGate.Turns.standard()));
  }

  static RelayServer start(RelayServerConfig config, AccessGate gate) throws IOException {
    WarmUp.begin();
    return new RelayServer(new Hub(config, gate), TlsFiles.load(config.tls()));
  }

  private void reloadCertificate() {
    try {
      tls.reload(tls.source());
      LOG.info("The certificate files have changed; new connections get the new certificate.");
    } catch (IOException unusable) {
      LOG.warn("The certificate in force stays: {}", unusable.getMessage());
    }
  }

  /**
   * Applies another access rule, other limits and another certificate to the running relay. Clients
   * that the rule no longer admits are disconnected at once; the others notice nothing.
   *
   * @return what differs and holds only after a restart, in words; empty when that is nothing
   * @throws IOException when the TLS files cannot be used; then nothing has changed
   */
  public synchronized List<String> reconfigure(RelayServerConfig next) throws IOException {
    RelayServerConfig before = hub.config();
    var later = new ArrayList<String>();
    if (!next.main().equals(before.main())) {
      later.add("the address to listen on");
    }
    if (!next.services().equals(before.services())) {
      later.add("what is offered beside the relay");
    }
    boolean plain = next.tls() instanceof RelayTls.Plain;
    if (plain != before.tls() instanceof RelayTls.Plain) {
      later.add("whether to speak TLS");
    } else {
      tls.reload(next.tls());
    }
    boolean otherRule = !next.access().equals(before.access());
    // The very rule that clients are watched for stays when the file names the same one again.
    RelayAccess rule = otherRule ? next.access() : before.access();
    hub.replace(before.withAccess(rule).withLimits(next.limits()).withTls(tls.source()));
    if (otherRule) {
      hub.gate().recheck(hub);
    }
    return List.copyOf(later);
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) main.localAddress();
  }

  /** Where it answers STUN; empty when it does not. */
  public Optional<InetSocketAddress> stunAddress() {
    return listeners.stun().map(StunResponder::address);
  }

  /** Where its figures can be read; empty when nowhere. */
  public Optional<InetSocketAddress> metricsAddress() {
    return listeners.metrics().map(channel -> (InetSocketAddress) channel.localAddress());
  }

  /**
   * A URL under which this machine reaches it: the configured host, or the loopback address when it
   * listens on every address.
   */
  public RelayUrl url() {
    InetAddress bound = address().getAddress();
    String scheme = hub.config().tls() instanceof RelayTls.Plain ? "http" : "https";
    String host = bound.isAnyLocalAddress() ? "127.0.0.1" : hub.config().main().host();
    String bracketed = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return new RelayUrl(scheme, bracketed, address().getPort());
  }

  public RelayServerStats stats() {
    return hub.counters().snapshot();
  }

  /**
   * Takes leave before {@link #close}: nobody new is let in, and the clients are told when to come
   * back. Ours go at once; returns when all have gone, or after {@code patience} with those still
   * there that do not know the notice. Interrupting ends the waiting.
   *
   * @param comeBackIn after what time clients should try again
   * @param tryFor how long they should keep trying without worry
   */
  public void drain(Duration comeBackIn, Duration tryFor, Duration patience) {
    var notice = new Restarting(comeBackIn.toMillis(), tryFor.toMillis());
    hub.leave(notice);
    listeners.refuseNew();
    hub.registry().everyone().forEach(client -> client.tell(notice));
    try {
      if (!hub.counters().clients.awaitNobody(patience)) {
        LOG.info("{} clients have not left and are cut off", hub.counters().clients.present());
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes every connection and frees the ports; returns when that is done. */
  @Override
  public void close() {
    certificates.close();
    listeners.close();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
