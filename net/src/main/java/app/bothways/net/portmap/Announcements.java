package app.bothways.net.portmap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what gateways call out to all when they have restarted or their outside has changed (RFC
 * 6886 section 3.2.1, RFC 6887 section 14.1.3). Whoever can send here can call; so a call makes the
 * gateway be asked and changes nothing by itself. What is said in it is not even read.
 */
final class Announcements implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
  private static final List<InetAddress> GROUPS =
      List.of(InetAddress.ofLiteral("224.0.0.1"), InetAddress.ofLiteral("ff02::1"));

  private final MulticastSocket socket;

  private Announcements(MulticastSocket socket) {
    this.socket = socket;
  }

  /**
   * Listens until closed.
   *
   * @param from gets the sender of each; on a thread of its own
   * @throws IOException where another program keeps the port for itself
   */
  static Announcements hear(int port, Consumer<InetAddress> from) throws IOException {
    var socket = new MulticastSocket(null);
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
    } catch (IOException taken) {
      socket.close();
      throw taken;
    }
    var heard = new Announcements(socket);
    Thread.ofVirtual().name("portmap-announcements").start(() -> heard.listen(from));
    return heard;
  }

  /** Hears those of this network too. Where that cannot be, the gateway is asked in time anyhow. */
  void join(String nic) {
    try {
      NetworkInterface one = NetworkInterface.getByName(nic);
      for (InetAddress group : GROUPS) {
        socket.joinGroup(new InetSocketAddress(group, 0), one);
      }
    } catch (IOException | RuntimeException partly) {
      LOG.debug("announcements on {}: {}", nic, partly.toString());
    }
  }

  private void listen(Consumer<InetAddress> from) {
    var packet = new DatagramPacket(new byte[Udp.MAX_ANSWER], Udp.MAX_ANSWER);
    try {
      while (true) {
        packet.setLength(Udp.MAX_ANSWER);
        socket.receive(packet);
        from.accept(packet.getAddress());
      }
    } catch (IOException closed) {
      LOG.trace("closed");
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
