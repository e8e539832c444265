package app.bothways.net.memory;

import app.bothways.net.Connection;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Stream;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** One end of a connection in memory. */
final class MemoryConnection implements Connection {
  private static final MemoryStream END = new MemoryStream(new MemoryPipe(), new MemoryPipe());

  private final NodeId remote;
  private final String alpn;
  private final boolean dialled;
  private final LinkedBlockingQueue<MemoryStream> incoming = new LinkedBlockingQueue<>();
  private final List<MemoryPipe> pipes = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private MemoryConnection other;

  private MemoryConnection(NodeId remote, String alpn, boolean dialled) {
    this.remote = remote;
    this.alpn = alpn;
    this.dialled = dialled;
  }

  static MemoryConnection[] pair(NodeId dialler, NodeId acceptor, String alpn) {
    var a = new MemoryConnection(acceptor, alpn, true);
    var b = new MemoryConnection(dialler, alpn, false);
    a.other = b;
    b.other = a;
    return new MemoryConnection[] {a, b};
  }

  @Override
  public NodeId remote() {
    return remote;
  }

  @Override
  public String alpn() {
    return alpn;
  }

  @Override
  public boolean dialled() {
    return dialled;
  }

  @Override
  public Stream open() throws NetException {
    checkOpen();
    var there = new MemoryPipe();
    var back = new MemoryPipe();
    for (MemoryConnection end : List.of(this, other)) {
      end.pipes.add(there);
      end.pipes.add(back);
    }
    // RACE: whoever closed it meanwhile may not have seen these two, and nobody would end them.
    if (closed.isDone()) {
      there.fail(closed.join());
      back.fail(closed.join());
      throw gone();
    }
    other.incoming.add(new MemoryStream(there, back));
    return new MemoryStream(back, there);
  }

  @Override
  public Stream accept() throws NetException {
    try {
      MemoryStream stream = incoming.take();
      if (stream == END) {
        incoming.add(END);
        throw gone();
      }
      return stream;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetException(NetError.CLOSED, "interrupted", e);
    }
  }

  private void checkOpen() throws NetException {
    if (closed.isDone()) {
      throw gone();
    }
  }

  private NetException gone() {
    return new NetException(NetError.CLOSED_BY_PEER, closed.getNow("closed"));
  }

  @Override
  public PathView path() {
    return new PathView(PathView.Kind.DIRECT, "memory", Optional.of(Duration.ZERO));
  }

  @Override
  public CompletableFuture<String> closed() {
    return closed;
  }

  @Override
  public void close(long code, String reason) {
    for (MemoryConnection end : List.of(this, other)) {
      if (end.closed.complete(reason)) {
        end.pipes.forEach(pipe -> pipe.fail(reason));
        end.incoming.add(END);
      }
    }
  }
}
