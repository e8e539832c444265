package app.bothways.net;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** Finding nodes on the local network by multicast DNS (RFC 6762). Any thread may call. */
public interface LanDiscovery {
  /** One answer: where somebody claims to be. A claim only; dialling proves the key. */
  record Found(byte[] tag, List<InetSocketAddress> addresses) {
    public Found {
      tag = tag.clone();
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * Announces that whoever knows {@code tag} (8 bytes) finds this node's UDP port here. Returns at
   * once; others see it within about two seconds.
   */
  Subscription advertise(byte[] tag);

  /**
   * Calls {@code found} for every announcement of {@code tag}, those already known first, until
   * closed. Calls come one at a time on a thread of the discovery; at most 8 different addresses
   * are reported for one tag, however many are announced.
   */
  Subscription find(byte[] tag, Consumer<Found> found);
}
