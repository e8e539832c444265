package app.bothways.net.quic;

import app.bothways.net.NetException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** The streams that the other side has opened, in order, until the connection ends. Any thread. */
final class IncomingStreams {
  private final LinkedBlockingQueue<Optional<NodeStream>> waiting = new LinkedBlockingQueue<>();

  void add(NodeStream stream) {
    waiting.add(Optional.of(stream));
  }

  /** Whoever waits, and whoever will, learns that none comes any more. */
  void end() {
    waiting.add(Optional.empty());
  }

  /**
   * Waits for the next one.
   *
   * @param whyClosed what is thrown after the end
   */
  NodeStream next(Supplier<NetException> whyClosed) throws NetException, InterruptedIOException {
    try {
      Optional<NodeStream> stream = waiting.take();
      if (stream.isEmpty()) {
        waiting.add(stream);
        NetException cause = whyClosed.get();
        throw new NetException(cause.error(), cause.getMessage(), cause);
      }
      return stream.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a stream");
    }
  }
}
