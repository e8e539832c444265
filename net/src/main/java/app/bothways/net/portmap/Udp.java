package app.bothways.net.portmap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Questions to the gateway by UDP. The socket is connected, so the system itself drops what does
 * not come from the gateway's address and port.
 */
final class Udp {
  /** RFC 6887 section 3 and more than any answer of RFC 6886. */
  static final int MAX_ANSWER = 1100;

  /** RFC 6886 section 3.1: doubling from 250 ms; given up sooner, since nobody waits for us. */
  private static final int[] PATIENCE_MILLIS = {250, 500, 1000};

  private Udp() {}

  /**
   * Sends {@code request}, again when nothing comes.
   *
   * @param reader empty for datagrams that answer something else, which are passed over
   * @throws MappingException silent, when no answer came in time or the port is closed
   */
  static <T> T ask(Gateway gateway, int port, byte[] request, Function<byte[], Optional<T>> reader)
      throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(gateway.local(), 0))) {
      socket.connect(new InetSocketAddress(gateway.address(), port));
      for (int patience : PATIENCE_MILLIS) {
        socket.send(new DatagramPacket(request, request.length));
        Optional<T> answer = await(socket, patience, reader);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
    } catch (PortUnreachableException closed) {
      throw MappingException.silent("nothing listens there");
    }
    throw MappingException.silent("no answer");
  }

  private static <T> Optional<T> await(
      DatagramSocket socket, int millis, Function<byte[], Optional<T>> reader) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000L;
    var packet = new DatagramPacket(new byte[MAX_ANSWER], MAX_ANSWER);
    for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      socket.setSoTimeout((int) left);
      packet.setLength(MAX_ANSWER);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException silence) {
        return Optional.empty();
      }
      Optional<T> answer = reader.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  /** Sends and does not wait. */
  static void tell(Gateway gateway, int port, byte[] request) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(gateway.local(), 0))) {
      socket.send(
          new DatagramPacket(
              request, request.length, new InetSocketAddress(gateway.address(), port)));
    }
  }
}
