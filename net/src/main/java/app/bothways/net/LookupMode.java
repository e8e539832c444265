package app.bothways.net;

import java.util.List;

/** Whom a node asks where others are, and what it lets be known of itself. */
public sealed interface LookupMode {
  /** Nobody is asked beyond the local network, and nothing is published. */
  record Off() implements LookupMode {}

  /**
   * The stores of signed records beside the relays that this node and the device in question use
   * are asked; this node's own record is kept there, unless it uses no relay itself.
   *
   * @param dnsOrigins domains in which {@code _iroh.<id>} is asked for as well, by the system's
   *     name servers; none unless somebody names one
   */
  record On(Published published, List<String> dnsOrigins) implements LookupMode {
    public On {
      dnsOrigins = List.copyOf(dnsOrigins);
    }
  }

  /** What the record of a node says. Whoever knows the node's id can read it. */
  enum Published {
    /** The relays at which it can be found. */
    RELAYS,
    /**
     * Its IP addresses too, unless some device may reach it by relay or local network only, and so
     * must not learn them.
     */
    RELAYS_AND_ADDRESSES
  }

  /** As it is when nobody chose otherwise. */
  static LookupMode usual() {
    return new On(Published.RELAYS, List.of());
  }
}
