package app.bothways.net.node;

import app.bothways.net.socket.Route;
import app.bothways.net.socket.UdpTransport;
import app.bothways.net.socket.Wire;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The socket and the relays.
 *
 * @param udp none when direct paths are off
 */
record NodeWire(Optional<UdpTransport> udp, RelayHub relays) implements Wire {
  @Override
  public void send(Route route, ByteBuf data, int segmentSize) {
    switch (route) {
      case Route.Direct direct -> {
        if (udp.isPresent()) {
          udp.get().write(direct.address(), data, segmentSize);
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
