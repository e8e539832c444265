package app.bothways.net.node;

import app.bothways.net.socket.Route;
import app.bothways.net.socket.UdpTransport;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The socket and the relays. */
final class NodeWire implements Wire {
  /** None when direct paths are off. */
  private final Optional<UdpTransport> udp;

  private final RelayHub relays;
  private final PathTicker ticker;
  private volatile Udp state = Udp.OPEN;
  private final AtomicLong counted = new AtomicLong();
  private volatile int countedPort;

  /** Tests cut the wire to see what a network that swallows datagrams does. */
  enum Udp {
    OPEN,
    BLACKHOLE
  }

  NodeWire(Optional<UdpTransport> udp, RelayHub relays, PathTicker ticker) {
    this.udp = udp;
    this.relays = relays;
    this.ticker = ticker;
  }

  void udp(Udp next) {
    state = next;
  }

  /** For tests: how many datagrams and batches went straight to that port since this was asked. */
  AtomicLong countTo(int port) {
    countedPort = port;
    return counted;
  }

  @Override
  public void send(Route route, ByteBuf data, int segmentSize) {
    ticker.stir();
    switch (route) {
      case Route.Direct way -> {
        if (udp.isPresent() && state == Udp.OPEN) {
          if (way.address().getPort() == countedPort) {
            counted.incrementAndGet();
          }
          udp.get().write(way, data, segmentSize);
        } else {
          data.release();
        }
      }
      case Route.Relayed relayed -> relays.send(relayed, data, segmentSize);
    }
  }

  @Override
  public void flush() {
    if (udp.isPresent()) {
      udp.get().flush();
    }
    relays.flush();
  }
}
