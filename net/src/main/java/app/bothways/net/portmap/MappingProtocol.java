package app.bothways.net.portmap;

import app.bothways.net.report.PortMapping;
import java.io.IOException;

/** One way of asking a gateway. Stateless towards the gateway; blocks; any thread. */
interface MappingProtocol {
  PortMapping.Protocol name();

  /** True where the protocol can speak to such a gateway at all. */
  boolean fits(Gateway gateway);

  /** Whether the gateway speaks it. Maps nothing. Takes three seconds at most. */
  PortMapping.Offer probe(Gateway gateway);

  /**
   * Asks for a mapping, or renews the one that is there.
   *
   * @throws IOException a {@link MappingException} with what the gateway said, or a local fault
   */
  Granted map(Gateway gateway, Wish wish) throws IOException;

  /**
   * Whether the gateway still has what it granted, asked now. Takes two seconds at most.
   *
   * @throws IOException when it does not say
   */
  Memory remembers(Gateway gateway, Granted granted) throws IOException;

  /** What a gateway has of a mapping. */
  enum Memory {
    KEPT,
    /** It has started anew, or its outside is another one. */
    LOST,
    /** This protocol cannot ask without mapping. */
    UNKNOWN
  }

  /** Ends a mapping. One request, no insisting: it runs out anyway. */
  void release(Gateway gateway, Wish wish, Granted granted);
}
