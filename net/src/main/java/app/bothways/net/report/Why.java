package app.bothways.net.report;

/** The reason for a link's state, and what a person could do about it. */
public enum Why {
  /** A direct path carries the traffic: nothing to explain. */
  DIRECT,
  /** Direct addresses are being tried right now. */
  PUNCHING,
  /** This device was told to use relays only. */
  POLICY_HERE,
  /** The other device uses relays only. */
  POLICY_THERE,
  /** No direct address of the other device answered. */
  NO_DIRECT_ANSWER,
  /** UDP does not leave the network of one of the two devices. */
  UDP_BLOCKED,
  /** Both networks change ports for every destination. */
  BOTH_NATS_HARD,
  /**
   * One network changes ports for every destination, the other admits only those whom it sent to.
   */
  ONE_NAT_HARD,
  /** The direct path stopped answering. */
  DIRECT_LOST,
  /** The other device cannot be reached at all. */
  OFFLINE,
  /** The first dial has not finished. */
  CONNECTING
}
