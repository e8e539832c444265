package app.bothways.net.address;

/** Where the address came from on which a dial succeeded. Says nothing about who answered there. */
public enum FoundBy {
  /** The dialler named it, or it was known from before. */
  GIVEN,
  /** The node announced itself on this network (multicast DNS). */
  LAN,
  /** A record under the node's own signature named it (pkarr). */
  RECORD,
  /** A name server named it; nothing vouches for that. */
  DNS
}
