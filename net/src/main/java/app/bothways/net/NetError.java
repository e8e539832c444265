package app.bothways.net;

/** What can go wrong in reaching a node; every {@link NetException} carries one. */
public enum NetError {
  /** No path led to the node before the time was up. */
  UNREACHABLE,
  /** Something answered, but could not prove the key that was dialled. */
  WRONG_KEY,
  /** The other side speaks none of our protocols. */
  NO_COMMON_PROTOCOL,
  /** The other side closed the connection; the message is its reason. */
  CLOSED_BY_PEER,
  /** This side closed the connection. */
  CLOSED,
  /** Nothing was heard for so long that the connection was given up. */
  TIMED_OUT,
  /** The peer gave up one stream. */
  STREAM_RESET,
  /** No relay is configured, and a relay was needed. */
  NO_RELAY,
  /** The relay said no. */
  RELAY_DENIED,
  /** The relay's address answers, but not as a relay. */
  NOT_A_RELAY,
  /** The peer broke the protocol. */
  PROTOCOL,
  /** The local socket could not be opened. */
  BIND_FAILED
}
