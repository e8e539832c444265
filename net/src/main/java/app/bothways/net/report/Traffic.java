package app.bothways.net.report;

/** Bytes of datagram payload by path since the node started; never decreasing. */
public record Traffic(long sentDirect, long sentRelay, long receivedDirect, long receivedRelay) {
  public static final Traffic NONE = new Traffic(0, 0, 0, 0);
}
