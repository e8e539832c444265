package app.bothways.net.quic;

/** Bytes on a control stream that are no message. */
final class MalformedControlException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedControlException(String message) {
    super(message);
  }
}
