package app.bothways.net.relay.client;

import java.io.IOException;

/**
 * The environment names a proxy that cannot be used. Going without it would go where somebody did
 * not want this device to go, and show its address there.
 */
final class UnusableProxyException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableProxyException(String message) {
    super(message);
  }
}
