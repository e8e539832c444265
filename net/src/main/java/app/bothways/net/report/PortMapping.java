package app.bothways.net.report;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A port of this network's router that leads to this node.
 *
 * @param external what the outside sends to
 * @param gateway the router's address on the inside
 * @param until when it ends unless it is renewed, which happens at half of that time
 */
public record PortMapping(
    Protocol protocol, InetSocketAddress external, String gateway, Instant until) {
  /** How routers can be asked. */
  public enum Protocol {
    /** Port Control Protocol, RFC 6887. */
    PCP,
    /** NAT Port Mapping Protocol, RFC 6886. */
    NAT_PMP,
    /** UPnP Internet Gateway Device. */
    UPNP_IGD
  }

  /**
   * What a router says to one protocol.
   *
   * @param detail in words, where there is more to say
   */
  public record Offer(Protocol protocol, String gateway, State state, String detail) {
    public enum State {
      /** It speaks the protocol. */
      OFFERED,
      /** It speaks the protocol, and refuses. */
      REFUSED,
      /** No answer, or none of that protocol. */
      ABSENT
    }
  }
}
