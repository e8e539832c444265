package app.bothways.net;

/** What can go wrong in reaching a node; every {@link NetException} carries one. */
public enum NetError {
  /** No path led to the node before the time was up. */
  UNREACHABLE("Check that it is on and connected to a network; it is tried again by itself."),
  /** Something answered, but could not prove the key that was dialled. */
  WRONG_KEY("Nothing was told to whoever answered; other addresses are tried by themselves."),
  /** The other side speaks none of our protocols. */
  NO_COMMON_PROTOCOL("Bring Bothways on both devices to the same version."),
  /** The other side closed the connection; the message is its reason. */
  CLOSED_BY_PEER("See the reason; links of paired devices are made again by themselves."),
  /** This side closed the connection. */
  CLOSED("Nothing needs to be done."),
  /** Nothing was heard for so long that the connection was given up. */
  TIMED_OUT("It is made again by itself."),
  /** The peer gave up one stream. */
  STREAM_RESET("What was under way on it is asked for again by itself."),
  /** No relay is configured, and a relay was needed. */
  NO_RELAY("Name one with: daemon --relay URL."),
  /** The relay said no. */
  RELAY_DENIED("Ask who runs the relay for access, or name another one with: daemon --relay URL."),
  /** The relay's address answers, but not as a relay. */
  NOT_A_RELAY("Correct the address of the relay, with: daemon --relay URL."),
  /** The peer broke the protocol. */
  PROTOCOL("Bring Bothways on both devices to the same version."),
  /** The local socket could not be opened. */
  BIND_FAILED("Choose a port that is free, with: daemon --port, or 0 for any.");

  private final String next;

  NetError(String next) {
    this.next = next;
  }

  /** What happens next, or what a person can do, one sentence. */
  public String next() {
    return next;
  }
}
