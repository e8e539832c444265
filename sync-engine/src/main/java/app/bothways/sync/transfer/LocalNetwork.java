package app.bothways.sync.transfer;

import app.bothways.net.report.PathView;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Tells addresses of the local network from others, by their form alone. */
final class LocalNetwork {
  private LocalNetwork() {}

  static boolean isLocal(PathView path) {
    return path.kind() == PathView.Kind.DIRECT && isLocal(host(path.address()));
  }

  /** Over the loopback interface. */
  static boolean isThisMachine(PathView path) {
    String host = path.kind() == PathView.Kind.DIRECT ? host(path.address()) : "";
    return host.equals("::1") || host.equals("0:0:0:0:0:0:0:1") || host.startsWith("127.");
  }

  private static String host(String address) {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? address : address.substring(0, colon);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isLocal(String host) {
    // Only literal addresses: nothing is ever looked up.
    if (!host.matches("[0-9a-fA-F:.]+(%.*)?") || host.isEmpty()) {
      return false;
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      byte[] bytes = address.getAddress();
      boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
      return unique
          || address.isSiteLocalAddress()
          || address.isLinkLocalAddress()
          || address.isLoopbackAddress();
    } catch (UnknownHostException none) {
      return false;
    }
  }
}
