package app.bothways.net.socket;

import app.bothways.net.report.NetReport;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses of this machine that others could send to. Any thread may call. */
public final class Interfaces {
  private Interfaces() {}

  /**
   * Unicast addresses of the interfaces that are up. Link-local ones are left out, since they mean
   * nothing without a zone; loopback only counts when its interface is named.
   *
   * @param names limits the answer to these interfaces; empty for all but loopback
   */
  public static List<InetAddress> addresses(List<String> names) {
    var found = new ArrayList<InetAddress>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        boolean wanted = names.isEmpty() ? !one.isLoopback() : names.contains(one.getName());
        if (wanted && one.isUp()) {
          Collections.list(one.getInetAddresses()).stream()
              .filter(Interfaces::usable)
              .map(Interfaces::withoutZone)
              .forEach(found::add);
        }
      }
    } catch (SocketException gone) {
      // An interface vanished while it was being looked at; the next look sees the rest.
      return List.copyOf(found);
    }
    return List.copyOf(found);
  }

  /** The same addresses by the names of their interfaces. */
  public static List<NetReport.Interface> named(List<String> names) {
    var found = new ArrayList<NetReport.Interface>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        boolean wanted = names.isEmpty() ? !one.isLoopback() : names.contains(one.getName());
        List<String> addresses =
            wanted
                ? addresses(List.of(one.getName())).stream().map(NetUtil::toAddressString).toList()
                : List.of();
        if (!addresses.isEmpty()) {
          found.add(new NetReport.Interface(one.getName(), addresses));
        }
      }
    } catch (SocketException gone) {
      // As above: what was seen counts.
      return List.copyOf(found);
    }
    return List.copyOf(found);
  }

  /**
   * Link-local ones mean nothing without a zone, 0.0.0.0/8 is "this network" (RFC 791), 240.0.0.0/4
   * nobody's (RFC 1112), and fec0::/10 was given up (RFC 3879).
   */
  static boolean usable(InetAddress address) {
    return !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && (address instanceof Inet4Address
            ? address.getAddress()[0] != 0 && (address.getAddress()[0] & 0xf0) != 0xf0
            : !address.isSiteLocalAddress());
  }

  static InetAddress withoutZone(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (java.net.UnknownHostException impossible) {
      return address;
    }
  }

  /** True for addresses of one's own networks: private (RFC 1918), unique local, loopback. */
  public static boolean local(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || (address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc);
  }

  public static boolean v4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }

  /** {@code ip:port}, IPv6 as RFC 5952 writes it, in brackets and without a zone. */
  public static String text(InetSocketAddress address) {
    if (address.isUnresolved()) {
      return address.getHostString() + ":" + address.getPort();
    }
    String ip = NetUtil.toAddressString(address.getAddress());
    return (v4(address) ? ip : "[" + ip + "]") + ":" + address.getPort();
  }
}
