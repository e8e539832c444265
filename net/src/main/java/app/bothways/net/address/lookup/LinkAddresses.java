package app.bothways.net.address.lookup;

import app.bothways.net.socket.LocalInterface;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The addresses of this machine on which to speak mDNS: one per interface, IPv4 where there is one.
 * Interfaces that are named count when they are up; else all that are up and can multicast, but not
 * the loopback.
 */
final class LinkAddresses {
  /** A machine with more interfaces, as container hosts have, does not announce itself on all. */
  static final int MAX = 8;

  private LinkAddresses() {}

  static Set<InetAddress> current(List<String> named) {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(each -> wanted(each, named))
          .sorted(Comparator.comparing(LinkAddresses::kind))
          .flatMap(each -> address(each).stream())
          .limit(MAX)
          .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException none) {
      return Set.of();
    }
  }

  /** Bridges of containers last: where there are many, the real network must not be left out. */
  private static LocalInterface.Kind kind(NetworkInterface each) {
    return LocalInterface.kind(each.getName(), String.valueOf(each.getDisplayName()));
  }

  private static boolean wanted(NetworkInterface each, List<String> named) {
    try {
      return each.isUp()
          && (named.isEmpty()
              ? each.supportsMulticast() && !each.isLoopback() && !each.isPointToPoint()
              : named.contains(each.getName()));
    } catch (SocketException vanished) {
      return false;
    }
  }

  private static Optional<InetAddress> address(NetworkInterface each) {
    return each.inetAddresses()
        .min(Comparator.comparing(address -> address instanceof Inet4Address ? 0 : 1));
  }
}
