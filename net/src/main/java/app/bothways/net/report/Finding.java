package app.bothways.net.report;

/** The answer to a question about the network. */
public enum Finding {
  YES,
  NO,
  /** Nobody was there to find out with, or nothing was asked. */
  UNKNOWN
}
