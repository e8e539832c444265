package app.bothways.net.relay.protocol;

/** The bytes are no relay frame that may come from that side in that version. */
public final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedFrameException(String message) {
    super(message);
  }
}
