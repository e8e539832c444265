package app.bothways.net.report;

/** How the network between this device and the outside treats its UDP datagrams. */
public enum NatKind {
  /** Not enough is known: fewer than two responders have answered. */
  UNKNOWN,
  /** The outside sees the device's own address. */
  NONE,
  /** One outside port for all destinations: others can be told where to knock. */
  EASY,
  /** Another outside port for each destination: what one destination sees helps no other. */
  HARD,
  /** A responder that promises to answer was asked again and again in vain. */
  BLOCKED
}
