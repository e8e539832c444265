package app.bothways.pairing;

import app.bothways.net.Connection;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Stream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Messages on the one stream of a pairing connection. One thread reads, one writes. A message of
 * which the other side does not make sense is a {@link NetException} with {@code PROTOCOL}.
 */
final class Wire {
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  private final Connection connection;
  private final Stream stream;

  private Wire(Connection connection, Stream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  /** On the side that dialled. */
  static Wire open(Connection connection) throws IOException {
    return new Wire(connection, connection.open());
  }

  /** On the side that was dialled; waits for the first byte. */
  static Wire accept(Connection connection) throws IOException {
    return new Wire(connection, connection.accept());
  }

  Connection connection() {
    return connection;
  }

  void send(Message message) throws IOException {
    byte[] frame = Frames.write(message);
    OutputStream out = stream.out();
    out.write(frame);
    out.flush();
  }

  Message read() throws IOException {
    byte[] head = exactly(Frames.HEAD);
    int length = Frames.length(head);
    try {
      return Frames.read(head[0], exactly(length));
    } catch (IllegalArgumentException e) {
      throw new NetException(NetError.PROTOCOL, "pairing message: " + e.getMessage(), e);
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = stream.in().readNBytes(length);
    if (bytes.length < length) {
      throw new NetException(NetError.CLOSED_BY_PEER, "the other device ended the conversation");
    }
    return bytes;
  }

  /**
   * Says the last word of the conversation. The side that hears it ends the connection; ending it
   * here at once could destroy what has not been delivered yet, so that is left to {@link
   * #awaitEnd}.
   */
  void lastWord(Message message) throws IOException {
    send(message);
    stream.out().close();
  }

  /** Waits until the other side has ended the connection, three seconds at most, and ends it. */
  void awaitEnd() {
    try {
      connection.closed().get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The other side was not polite; nothing depends on it.
    } finally {
      close("done");
    }
  }

  /** Ends the connection now; what was sent last may be lost. */
  void close(String reason) {
    connection.close(0, reason);
  }
}
