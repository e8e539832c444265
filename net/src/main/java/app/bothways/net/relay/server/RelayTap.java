package app.bothways.net.relay.server;

/**
 * Sees every byte that a relay receives: as it came off the wire (after TLS), and a second time
 * each frame without the mask that WebSocket clients put over it. For tests that look for
 * plaintext.
 */
@FunctionalInterface
public interface RelayTap {
  /** Called on event loops, by several at a time; must not block. The array is the callee's. */
  void received(byte[] bytes);
}
