package app.bothways.net.relay.protocol;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The versions of the protocol that are spoken here, the preferred one first. */
public enum RelayVersion {
  /** iroh 0.98 and later: trouble is told as a {@link RelayFrame.Status} code. */
  V2("iroh-relay-v2"),
  /** iroh 0.91 to 0.97: trouble is told as {@link RelayFrame.Health} text. */
  V1("iroh-relay-v1");

  private final String subProtocol;

  RelayVersion(String subProtocol) {
    this.subProtocol = subProtocol;
  }

  /** The WebSocket sub-protocol (RFC 6455 section 1.9) that stands for this version. */
  public String subProtocol() {
    return subProtocol;
  }

  /** What a client offers: all versions, the preferred one first. */
  public static String offer() {
    return Arrays.stream(values()).map(RelayVersion::subProtocol).collect(Collectors.joining(", "));
  }

  /**
   * The newest version in a comma-separated offer, in whatever order it is written; empty when
   * there is none.
   */
  public static Optional<RelayVersion> choose(String offer) {
    var offered = Stream.of(offer.split(",")).map(String::strip).collect(Collectors.toSet());
    return Arrays.stream(values()).filter(v -> offered.contains(v.subProtocol)).findFirst();
  }
}
