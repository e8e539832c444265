package app.bothways.net.portmap;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A router that this machine sends to by default.
 *
 * @param address with its zone where it is link-local
 * @param local the address of this machine from which the router is asked, and to which it maps
 * @param nic the interface on which both are
 */
record Gateway(InetAddress address, InetAddress local, String nic) {
  boolean v4() {
    return address instanceof Inet4Address;
  }

  String text() {
    return address.getHostAddress();
  }
}
