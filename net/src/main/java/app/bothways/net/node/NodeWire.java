package app.bothways.net.node;

import app.bothways.net.socket.Route;
import app.bothways.net.socket.UdpTransport;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** The socket and the relays. */
final class NodeWire implements Wire {
  /** None when direct paths are off. */
  private final Optional<UdpTransport> udp;

  private final RelayHub relays;
  private volatile Udp state = Udp.OPEN;

  /** Tests cut the wire to see what a network that swallows datagrams does. */
  enum Udp {
    OPEN,
    BLACKHOLE
  }

  NodeWire(Optional<UdpTransport> udp, RelayHub relays) {
    this.udp = udp;
    this.relays = relays;
  }

  void udp(Udp next) {
    state = next;
  }

  @Override
  public void send(Route route, ByteBuf data, int segmentSize) {
    switch (route) {
      case Route.Direct direct -> {
        if (udp.isPresent() && state == Udp.OPEN) {
          udp.get().write(direct, data, segmentSize);
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
