package app.bothways.net.relay.server;

/**
 * How many connections the relay bears.
 *
 * @param unproved connections whose key is not proved, all together; when there are more, the
 *     oldest of them is closed
 * @param unprovedPerAddress the same from one address (IPv6: from one /64 network)
 * @param perSecond new connections from one address in the long run
 * @param burst new connections from one address at once
 */
public record ConnectionLimits(int unproved, int unprovedPerAddress, double perSecond, int burst) {
  public ConnectionLimits {
    if (unproved < 1 || unprovedPerAddress < 1 || !(perSecond > 0) || burst < 1) {
      throw new IllegalArgumentException("connection limits must be above 0");
    }
  }

  /** A household or a small office behind one address is well below these. */
  public static ConnectionLimits standard() {
    return new ConnectionLimits(4096, 256, 50, 500);
  }
}
