package app.bothways.net.portmap;

import java.net.InetAddress;

/** Addresses that a gateway may call its outside. */
final class Externals {
  private Externals() {}

  /**
   * Private addresses pass: behind a second router, neighbours in between can still use them.
   *
   * @throws MappingException for what nobody can send to
   */
  static InetAddress check(InetAddress address) throws MappingException {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isMulticastAddress()
        || address.isLinkLocalAddress()
        || (address.getAddress()[0] & 0xff) == 255) {
      throw MappingException.refused("the router has no address outside");
    }
    return address;
  }
}
