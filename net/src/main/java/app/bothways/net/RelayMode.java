package app.bothways.net;

import app.bothways.net.address.RelayUrl;
import java.util.List;

/** Which relays a node uses. */
public sealed interface RelayMode {
  /** None: this node is reached directly or not at all. */
  record Disabled() implements RelayMode {
    @Override
    public List<Relay> relays() {
      return List.of();
    }
  }

  /**
   * Those that this build, or whoever set it up, names; maybe none. What they are is no choice of
   * the person and may be another at each start.
   */
  record Default(List<Relay> relays) implements RelayMode {
    public Default {
      relays = List.copyOf(relays);
    }
  }

  /** These, chosen by the person, with what they ask for. */
  record Custom(List<Relay> relays) implements RelayMode {
    public Custom {
      relays = List.copyOf(relays);
    }
  }

  /** Where this node keeps connections, and where it is found. */
  List<Relay> relays();

  /**
   * One relay.
   *
   * @param token sent as bearer token; empty when none is needed
   * @param certificate PEM of a certificate trusted for this relay alone; empty for system trust
   */
  record Relay(RelayUrl url, String token, String certificate) {
    public static Relay of(RelayUrl url) {
      return new Relay(url, "", "");
    }

    @Override
    public String toString() {
      return "Relay[" + url + "]";
    }
  }
}
