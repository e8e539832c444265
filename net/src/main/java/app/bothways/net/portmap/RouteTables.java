package app.bothways.net.portmap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Default routes in the words of each system. Pure; lines that make no sense are passed over, and
 * no more than a few routes are taken.
 */
final class RouteTables {
  static final int MAX_ROUTES = 8;
  private static final int FLAG_GATEWAY = 2;
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}");

  /**
   * One way out.
   *
   * @param on the interface's name, or one of its addresses, whichever the system tells
   */
  record Route(InetAddress gateway, String on) {}

  private RouteTables() {}

  /** {@code /proc/net/route}: addresses as hexadecimal numbers in the byte order of the machine. */
  static List<Route> linux4(String table) {
    return rows(
        table,
        row -> {
          boolean wanted =
              row.length >= 8
                  && row[1].equals("00000000")
                  && row[7].equals("00000000")
                  && (number(row[3]) & FLAG_GATEWAY) != 0;
          return wanted
              ? hex(row[2], 4).map(ip -> new Route(address(reversed(ip)), row[0]))
              : Optional.empty();
        });
  }

  /** {@code /proc/net/ipv6_route}. */
  static List<Route> linux6(String table) {
    return rows(
        table,
        row -> {
          boolean wanted =
              row.length >= 10
                  && row[0].equals("0".repeat(32))
                  && row[1].equals("00")
                  && (number(row[8]) & FLAG_GATEWAY) != 0;
          return wanted
              ? hex(row[4], 16).map(ip -> new Route(address(ip), row[9]))
              : Optional.empty();
        });
  }

  /**
   * {@code netstat -rn -f inet} of macOS and the BSDs; IPv6 gateways come as {@code fe80::1%en0}.
   */
  static List<Route> netstat(String table) {
    return rows(
        table,
        row ->
            row.length >= 4 && row[0].equals("default")
                ? literal(row[1].replaceFirst("%.*", "")).map(ip -> new Route(ip, row[3]))
                : Optional.empty());
  }

  /**
   * {@code route print -4} of Windows. Its headings are in the language of the system, its rows are
   * not: network, mask, gateway, address of the interface, metric.
   */
  static List<Route> windows(String table) {
    return rows(
        table,
        row ->
            row.length >= 5 && row[0].equals("0.0.0.0") && row[1].equals("0.0.0.0")
                ? literal(row[2]).map(ip -> new Route(ip, row[3]))
                : Optional.empty());
  }

  private interface Reader {
    Optional<Route> read(String[] row);
  }

  private static List<Route> rows(String table, Reader reader) {
    var found = new ArrayList<Route>();
    table
        .lines()
        .map(line -> SPACE.split(line.strip(), -1))
        .map(reader::read)
        .flatMap(Optional::stream)
        .filter(route -> !route.gateway().isAnyLocalAddress() && !found.contains(route))
        .limit(MAX_ROUTES)
        .forEach(found::add);
    return found.stream().distinct().toList();
  }

  private static long number(String hex) {
    return hex(hex.length() % 2 == 0 ? hex : "0" + hex, hex.length() / 2 + hex.length() % 2)
        .map(bytes -> new java.math.BigInteger(1, bytes).longValue())
        .orElse(0L);
  }

  private static Optional<byte[]> hex(String text, int bytes) {
    try {
      byte[] read = HexFormat.of().parseHex(text);
      return read.length == bytes ? Optional.of(read) : Optional.empty();
    } catch (IllegalArgumentException notHex) {
      return Optional.empty();
    }
  }

  private static byte[] reversed(byte[] ip) {
    boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    return little ? new byte[] {ip[3], ip[2], ip[1], ip[0]} : ip;
  }

  private static InetAddress address(byte[] ip) {
    try {
      return InetAddress.getByAddress(ip);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Never a name: nothing here may ask a name server. */
  static Optional<InetAddress> literal(String text) {
    if (!IPV4.matcher(text).matches()
        && !(text.indexOf(':') >= 0 && IPV6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
