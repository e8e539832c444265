package app.bothways.net.relay.server;

/**
 * How many connections the relay bears.
 *
 * @param unproved connections whose key is not proved, all together; when there are more, the
 *     oldest of them is closed
 * @param unprovedPerAddress the same from one address (IPv6: from one /64 network)
 * @param perSecond new connections from one address in the long run
 * @param burst new connections from one address at once
 * @param proxies who may say for which address a connection comes; without a word from them their
 *     own connections are not counted by address
 */
public record ConnectionLimits(
    int unproved, int unprovedPerAddress, double perSecond, int burst, TrustedProxies proxies) {
  public ConnectionLimits {
    if (unproved < 1 || unprovedPerAddress < 1 || !(perSecond > 0) || burst < 1) {
      throw new IllegalArgumentException("connection limits must be above 0");
    }
  }

  /** Behind web servers on this machine at most. */
  public ConnectionLimits(int unproved, int unprovedPerAddress, double perSecond, int burst) {
    this(unproved, unprovedPerAddress, perSecond, burst, TrustedProxies.onThisMachine());
  }

  /** A household or a small office behind one address is well below these. */
  public static ConnectionLimits standard() {
    return new ConnectionLimits(4096, 256, 50, 500);
  }

  public ConnectionLimits withProxies(TrustedProxies trusted) {
    return new ConnectionLimits(unproved, unprovedPerAddress, perSecond, burst, trusted);
  }
}
