package app.bothways.pairing;

import app.bothways.net.report.PathView;
import app.bothways.pairing.PairingEvent.Way;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Naming a path for people: the local network, directly over the Internet, or by relay. */
final class Ways {
  private Ways() {}

  static Way of(PathView path) {
    return switch (path.kind()) {
      case RELAY, NONE -> Way.RELAY;
      case DIRECT -> near(path.address()) ? Way.LAN : Way.DIRECT;
    };
  }

  /** Whether {@code ip:port} can only be an address on this side of the Internet. */
  private static boolean near(String address) {
    return Addresses.socket(address)
        .map(InetSocketAddress::getAddress)
        .filter(Ways::near)
        .isPresent();
  }

  private static boolean near(InetAddress ip) {
    boolean unique = ip instanceof Inet6Address six && (six.getAddress()[0] & 0xfe) == 0xfc;
    return ip.isLoopbackAddress() || ip.isLinkLocalAddress() || ip.isSiteLocalAddress() || unique;
  }
}
