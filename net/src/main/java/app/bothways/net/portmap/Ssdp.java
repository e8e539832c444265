package app.bothways.net.portmap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the description of the gateway's UPnP device (UPnP Device Architecture, section 1.3). The
 * question goes to the multicast group and to the gateway; answers count only when they come from
 * the gateway and name a place on the gateway.
 */
final class Ssdp {
  private static final InetAddress GROUP = InetAddress.ofLiteral("239.255.255.250");
  private static final int MAX_ANSWER = 1500;
  private static final int ROUNDS = 2;
  private static final int ROUND_MILLIS = 1000;

  /** Devices may answer several times, once for each service. */
  private static final int MAX_PLACES = 4;

  private static final List<String> TARGETS =
      List.of(
          "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
          "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
          "urn:schemas-upnp-org:service:WANIPConnection:1",
          "urn:schemas-upnp-org:service:WANPPPConnection:1");

  private Ssdp() {}

  /**
   * Where the gateway describes itself; empty when it does not answer. Takes two seconds at most.
   */
  static Optional<URI> find(Gateway gateway, int port) throws IOException {
    try (var socket = new DatagramSocket(new InetSocketAddress(gateway.local(), 0))) {
      Set<URI> places = new LinkedHashSet<>();
      for (int round = 0; round < ROUNDS && places.isEmpty(); round++) {
        ask(socket, gateway, port);
        listen(socket, gateway, places);
      }
      return places.stream().findFirst();
    }
  }

  private static void ask(DatagramSocket socket, Gateway gateway, int port) throws IOException {
    NetworkInterface nic = NetworkInterface.getByName(gateway.nic());
    for (String target : TARGETS) {
      byte[] question = question(target);
      send(socket, question, new InetSocketAddress(gateway.address(), port));
      if (nic != null && !nic.isLoopback() && nic.supportsMulticast()) {
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, nic);
        socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 2);
        send(socket, question, new InetSocketAddress(GROUP, port));
      }
    }
  }

  private static void send(DatagramSocket socket, byte[] question, InetSocketAddress to)
      throws IOException {
    socket.send(new DatagramPacket(question, question.length, to));
  }

  static byte[] question(String target) {
    return ("M-SEARCH * HTTP/1.1\r\n"
            + "HOST: 239.255.255.250:1900\r\n"
            + "MAN: \"ssdp:discover\"\r\n"
            + "MX: 1\r\n"
            + "ST: "
            + target
            + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void listen(DatagramSocket socket, Gateway gateway, Set<URI> places)
      throws IOException {
    long end = System.nanoTime() + ROUND_MILLIS * 1_000_000L;
    var packet = new DatagramPacket(new byte[MAX_ANSWER], MAX_ANSWER);
    for (long left = ROUND_MILLIS;
        left > 0 && places.isEmpty();
        left = (end - System.nanoTime()) / 1_000_000) {
      socket.setSoTimeout((int) left);
      packet.setLength(MAX_ANSWER);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException silence) {
        return;
      }
      if (packet.getAddress().equals(gateway.address()) && places.size() < MAX_PLACES) {
        location(Arrays.copyOf(packet.getData(), packet.getLength()), gateway)
            .ifPresent(places::add);
      }
    }
  }

  /** The place that an answer names; empty for anything but a gateway that speaks of itself. */
  static Optional<URI> location(byte[] answer, Gateway gateway) {
    List<String> lines = new String(answer, StandardCharsets.ISO_8859_1).lines().limit(64).toList();
    if (lines.isEmpty() || !lines.getFirst().matches("HTTP/1\\.[01] 200.*")) {
      return Optional.empty();
    }
    boolean wanted =
        header(lines, "st").filter(st -> TARGETS.stream().anyMatch(st::equals)).isPresent();
    return wanted
        ? header(lines, "location").flatMap(text -> onGateway(text, gateway))
        : Optional.empty();
  }

  private static Optional<String> header(List<String> lines, String name) {
    return lines.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /** An http URL whose host is the gateway's address, written as an address. */
  static Optional<URI> onGateway(String text, Gateway gateway) {
    try {
      URI uri = URI.create(text);
      boolean right =
          "http".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getPort() != 0
              && uri.getPort() < 65536
              && RouteTables.literal(uri.getHost()).filter(gateway.address()::equals).isPresent();
      return right ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException notAUrl) {
      return Optional.empty();
    }
  }
}
