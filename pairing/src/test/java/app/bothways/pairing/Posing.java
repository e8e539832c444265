package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A connection that claims that another key was proved. */
class Posing implements Connection {
  private final Connection real;
  private final NodeId as;

  Posing(Connection real, NodeId as) {
    this.real = real;
    this.as = as;
  }

  @Override
  public NodeId remote() {
    return as;
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
