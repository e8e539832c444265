package app.bothways.net.path;

import app.bothways.net.socket.Flow;
import app.bothways.net.socket.Route;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;

/**
 * Where a connection's datagrams go until its keys are proven: only the way that it was dialled, or
 * by which its first datagram came. QUIC itself sends an unproven address at most three times what
 * came from there (RFC 9000 section 8.1).
 */
public final class FirstOutlet implements Flow.Outlet {
  private final Wire wire;
  private final Route route;
  private long sent;
  private long received;

  public FirstOutlet(Wire wire, Route route) {
    this.wire = wire;
    this.route = route;
  }

  public Route route() {
    return route;
  }

  long sent() {
    return sent;
  }

  long received() {
    return received;
  }

  @Override
  public void send(ByteBuf data, int segmentSize) {
    sent += data.readableBytes();
    wire.send(route, data, segmentSize);
  }

  @Override
  public void received(Route from, int bytes) {
    received += bytes;
  }

  @Override
  public boolean silent() {
    return sent == 0;
  }
}
