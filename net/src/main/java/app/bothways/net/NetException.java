package app.bothways.net;

import java.io.IOException;

/** A failure in {@code net}, with a code to act on and a text that names the address concerned. */
public final class NetException extends IOException {
  private static final long serialVersionUID = 1;

  private final NetError error;

  public NetException(NetError error, String message) {
    super(message);
    this.error = error;
  }

  public NetException(NetError error, String message, Throwable cause) {
    super(message, cause);
    this.error = error;
  }

  public NetError error() {
    return error;
  }
}
