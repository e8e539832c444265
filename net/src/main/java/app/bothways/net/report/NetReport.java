package app.bothways.net.report;

import app.bothways.net.report.PortMapping.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What this network lets this device do, as found out at one moment. Holds no keys, no tokens and
 * nothing of other devices; addresses are whole, so that whoever shows it to others has to mask
 * them.
 *
 * @param at when it was complete, by this device's clock
 */
public record NetReport(Instant at, Nat nat, Router router, List<Relay> relays, Here here) {
  public NetReport {
    relays = List.copyOf(relays);
  }

  /**
   * How datagrams pass.
   *
   * @param kind see {@link NatKind}
   * @param evidence what {@code kind} rests on
   * @param hairpin whether two devices behind this router reach each other by their addresses
   *     outside
   */
  public record Nat(
      Reach ipv4,
      Reach ipv6,
      NatKind kind,
      Evidence evidence,
      Filtering filtering,
      Finding hairpin) {}

  /**
   * One family of addresses.
   *
   * @param udp whether an answer came
   * @param seen {@code ip:port} as the responders saw this device's socket
   */
  public record Reach(Finding udp, List<String> seen) {
    public Reach {
      seen = List.copyOf(seen);
    }
  }

  /** How much responders could tell apart. */
  public enum Evidence {
    /** Nobody answered, or one port of one address only. */
    NONE,
    /**
     * Two ports of one address: a NAT that maps for each address, whatever its port, looks easy
     * from there. Such NATs are rare.
     */
    ONE_ADDRESS,
    /** Several addresses. */
    SEVERAL_ADDRESSES
  }

  /** Whom the NAT or firewall lets answer. */
  public enum Filtering {
    /** Nobody was there to find out with. */
    UNKNOWN,
    /** At least every port of an address that was sent to. */
    ANY_PORT,
    /** Only the address and port that were sent to. */
    EXACT_PORT
  }

  /** What routers map on request, and what they map now. */
  public record Router(List<Offer> offers, List<PortMapping> mappings) {
    public Router {
      offers = List.copyOf(offers);
      mappings = List.copyOf(mappings);
    }
  }

  /**
   * A relay that this device is told to use.
   *
   * @param view the standing connection; its state is {@code CLOCK_WRONG} also where that came out
   *     only by asking
   * @param http how long a request took; empty when there was no answer
   * @param ahead how much this device's clock is ahead of the relay's, within a second or two
   */
  public record Relay(RelayView view, Optional<Duration> http, Optional<Duration> ahead) {}

  /**
   * @param captivePortal how far it is known
   */
  public record Here(CaptivePortal captivePortal, Clock clock, List<Interface> interfaces) {
    public Here {
      interfaces = List.copyOf(interfaces);
    }
  }

  /**
   * @param ahead of what the relays say; empty when none said anything
   * @param right {@code NO} when it is so wrong that certificates and codes may seem expired
   */
  public record Clock(Optional<Duration> ahead, Finding right) {}

  /** A network interface that is in use, with its addresses. */
  public record Interface(String name, List<String> addresses) {
    public Interface {
      addresses = List.copyOf(addresses);
    }
  }
}
