package app.bothways.net;

import app.bothways.net.identity.NodeKey;
import java.util.List;

/**
 * How a node stands in the network.
 *
 * @param port UDP port, 0 for any free one
 * @param direct whether peers may be reached over IP without a relay; {@link DirectMode#OFF} opens
 *     no UDP socket for peers at all
 * @param mdns whether to announce and browse on the local network
 * @param interfaces names of the interfaces that sockets, candidates and mDNS are limited to; empty
 *     for all that are up
 * @param lookup whether addresses are looked up with services beyond the local network
 */
public record EndpointConfig(
    NodeKey key,
    int port,
    RelayMode relays,
    DirectMode direct,
    MdnsMode mdns,
    List<String> interfaces,
    LookupMode lookup) {
  public enum DirectMode {
    ON,
    /** As {@link #ON}, for links that are paid by volume: nothing is spent on guessing ports. */
    SPARING,
    OFF
  }

  public enum MdnsMode {
    ON,
    OFF
  }

  public EndpointConfig {
    interfaces = List.copyOf(interfaces);
  }

  /** A node that looks nothing up. */
  public EndpointConfig(
      NodeKey key,
      int port,
      RelayMode relays,
      DirectMode direct,
      MdnsMode mdns,
      List<String> interfaces) {
    this(key, port, relays, direct, mdns, interfaces, new LookupMode.Off());
  }

  public EndpointConfig withLookup(LookupMode mode) {
    return new EndpointConfig(key, port, relays, direct, mdns, interfaces, mode);
  }
}
