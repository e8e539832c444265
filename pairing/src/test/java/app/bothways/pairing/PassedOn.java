package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A connection that passes everything on; tests override what they want to be different. */
abstract class PassedOn implements Connection {
  private final Connection real;

  PassedOn(Connection real) {
    this.real = real;
  }

  @Override
  public NodeId remote() {
    return real.remote();
  }

  @Override
  public String alpn() {
    return real.alpn();
  }

  @Override
  public boolean dialled() {
    return real.dialled();
  }

  @Override
  public Stream open() throws IOException {
    return real.open();
  }

  @Override
  public Stream accept() throws IOException {
    return real.accept();
  }

  @Override
  public PathView path() {
    return real.path();
  }

  @Override
  public CompletableFuture<String> closed() {
    return real.closed();
  }

  @Override
  public void close(long code, String reason) {
    real.close(code, reason);
  }
}
