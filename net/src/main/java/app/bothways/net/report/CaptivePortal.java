package app.bothways.net.report;

/** Whether something in between answers in place of the relays, as it does before a login. */
public enum CaptivePortal {
  /**
   * It says so itself (RFC 6585 section 6), it answers for two hosts, or for one whose certificate
   * is not that of the relay either.
   */
  YES,
  /**
   * There is a page where one relay should have answered. Its host may as well have that page of
   * its own, while the relay is down or is somewhere else.
   */
  MAYBE,
  /** A relay is connected, or has answered as only a relay does. */
  NO,
  /** Nobody answered. */
  UNKNOWN
}
