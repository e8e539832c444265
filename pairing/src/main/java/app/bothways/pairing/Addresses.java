package app.bothways.pairing;

import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Address hints as text, one a line: {@code relay URL} or {@code direct IP PORT}. Written to the
 * database and sent to the other device; at most {@value #MOST} of each kind are kept, and lines
 * that make no sense are skipped, because hints may be lost. Names are never resolved.
 */
final class Addresses {
  static final int MOST = 8;
  static final int LONGEST = 4096;

  private Addresses() {}

  static String text(NodeAddr address) {
    var lines = new StringBuilder();
    address.relays().stream()
        .limit(MOST)
        .map(RelayUrl::toString)
        .filter(url -> url.length() <= 255)
        .forEach(url -> lines.append("relay ").append(url).append('\n'));
    address.direct().stream()
        .filter(socket -> !socket.isUnresolved())
        .limit(MOST)
        .forEach(
            socket ->
                lines
                    .append("direct ")
                    .append(socket.getAddress().getHostAddress())
                    .append(' ')
                    .append(socket.getPort())
                    .append('\n'));
    return lines.toString();
  }

  static NodeAddr parse(NodeId id, String text) {
    List<RelayUrl> relays = new ArrayList<>();
    List<InetSocketAddress> direct = new ArrayList<>();
    text.lines()
        .limit(4L * MOST)
        .map(line -> line.split(" ", -1))
        .forEach(
            words -> {
              if (words[0].equals("relay") && words.length == 2 && relays.size() < MOST) {
                RelayUrl.parse(words[1]).ifPresent(relays::add);
              } else if (words[0].equals("direct") && words.length == 3 && direct.size() < MOST) {
                socket(words[1], words[2]).ifPresent(direct::add);
              }
            });
    return new NodeAddr(id, relays, direct);
  }

  /** Reads {@code ip:port} or {@code [ip]:port}; empty for anything else, names included. */
  static Optional<InetSocketAddress> socket(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String ip = text.substring(0, colon).replaceAll("[\\[\\]/]|%.*", "");
    return socket(ip, text.substring(colon + 1));
  }

  private static Optional<InetSocketAddress> socket(String ip, String port) {
    try {
      return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(ip), Integer.parseInt(port)));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
