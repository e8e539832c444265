package app.bothways.net;

import app.bothways.net.address.FoundBy;
import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * An encrypted connection to one node, both keys proven (TLS 1.3 in QUIC, RFC 9001), for one
 * protocol. It exists only once an application byte has come from the other side. It survives
 * changes of path without its user noticing.
 *
 * <p>Bytes that were written and flushed may still be on their way when the connection ends, by
 * {@link #close} or otherwise, and are then lost without a word to the writer: neither {@code
 * flush} nor {@code close} of a stream says that anything arrived. Only an answer of the other side
 * does. So whatever must not be lost is acknowledged by the protocol above, in both directions, and
 * the side that heard the last word hangs up.
 *
 * <p>All methods may be called by any thread.
 */
public interface Connection extends AutoCloseable {
  /** The key that the other side proved. */
  NodeId remote();

  /** The protocol, such as {@code bothways/sync/1}. */
  String alpn();

  /** True on the side that dialled. */
  boolean dialled();

  /** On the side that dialled: where the address came from that answered first. */
  default FoundBy foundBy() {
    return FoundBy.GIVEN;
  }

  /** Opens a stream. The peer learns of it when the first byte is flushed. */
  Stream open() throws IOException;

  /** Waits for the next stream that the peer opens. Throws {@link NetException} once closed. */
  Stream accept() throws IOException;

  /** The way datagrams of this connection go now. */
  PathView path();

  /** Completes, with the reason, when the connection has ended, by whichever side. */
  CompletableFuture<String> closed();

  /**
   * Tells the peer {@code reason} and ends all streams at once: what has not been sent is dropped,
   * and the peer may not be able to read what it has not read yet. Later calls do nothing.
   */
  void close(long code, String reason);

  @Override
  default void close() {
    close(0, "done");
  }
}
