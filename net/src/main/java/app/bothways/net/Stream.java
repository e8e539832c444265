package app.bothways.net;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * One reliable, ordered, two-way stream of bytes inside a {@link Connection}.
 *
 * <p>Reads and writes block and are made for virtual threads; one thread may read while another
 * writes, but each direction belongs to one thread at a time. Writing blocks while the peer's
 * flow-control window or 1 MiB of unsent bytes is full. Bytes are only surely sent after {@code
 * out().flush()}. When the connection dies, both directions throw {@link NetException}.
 */
public interface Stream extends Closeable {
  InputStream in();

  /** Closing it flushes and tells the peer that no more bytes follow (FIN); reading goes on. */
  OutputStream out();

  /**
   * From now on a read that waits so long without a single byte throws {@link NetException} {@code
   * TIMED_OUT}; the stream stays as it is, and reading may go on. Without this a reader waits for
   * as long as the connection lives, which a peer that is there and says nothing can make for ever.
   */
  void readTimeout(Duration longest);

  /** Gives the stream up in both directions: the peer's reads and writes fail with {@code code}. */
  void reset(long code);

  /** Finishes the outgoing direction if that has not been done and stops reading. */
  @Override
  void close();
}
