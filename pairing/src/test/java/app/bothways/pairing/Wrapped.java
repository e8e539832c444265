package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.LanDiscovery;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.ProtocolHandler;
import app.bothways.net.Subscription;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.NetReport;
import app.bothways.net.report.NetworkView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** An endpoint that passes everything on; tests override what they want to be different. */
class Wrapped implements Endpoint {
  static final RelayUrl RELAY = RelayUrl.parse("https://relay.example").orElseThrow();

  private final Endpoint real;

  Wrapped(Endpoint real) {
    this.real = real;
  }

  /** Has a home relay, so that its codes name one; whoever dials by it gets through. */
  static Endpoint withRelay(Endpoint real) {
    return new Wrapped(real) {
      @Override
      public NodeAddr address() {
        return super.address().withRelay(RELAY);
      }
    };
  }

  @Override
  public NodeId id() {
    return real.id();
  }

  @Override
  public int port() {
    return real.port();
  }

  @Override
  public NodeAddr address() {
    return real.address();
  }

  @Override
  public NodeAddr address(NodeId device) {
    return address();
  }

  @Override
  public Subscription handle(String alpn, ProtocolHandler handler) {
    return real.handle(alpn, handler);
  }

  @Override
  public Connection dial(NodeAddr address, String alpn, Duration timeout) throws IOException {
    return real.dial(address, alpn, timeout);
  }

  @Override
  public void policy(NodeId id, PathPolicy policy) {
    real.policy(id, policy);
  }

  @Override
  public LanDiscovery lan() {
    return real.lan();
  }

  @Override
  public NetReport test() {
    return real.test();
  }

  @Override
  public Optional<NetReport> lastReport() {
    return real.lastReport();
  }

  @Override
  public NetworkView view() {
    return real.view();
  }

  @Override
  public Subscription events(Consumer<NetEvent> listener) {
    return real.events(listener);
  }

  @Override
  public void close() {
    real.close();
  }
}
