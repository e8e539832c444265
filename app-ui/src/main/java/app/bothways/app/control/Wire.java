package app.bothways.app.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Messages over one connected socket. One thread reads; any thread may write. */
final class Wire implements AutoCloseable {
  private final SocketChannel channel;
  private final Lines lines;
  private final ReentrantLock writing = new ReentrantLock();

  Wire(SocketChannel channel) {
    this.channel = channel;
    this.lines = new Lines(channel);
  }

  /** Waits for the next message; empty when the other side has hung up. */
  Optional<Message> read() throws IOException {
    try {
      return lines.next().map(Message::parse);
    } catch (java.nio.charset.CharacterCodingException notText) {
      return Optional.of(new Message.Failure(-1, Message.PARSE_ERROR, "not UTF-8"));
    }
  }

  void write(Message message) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((message.line() + "\n").getBytes(StandardCharsets.UTF_8));
    writing.lock();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Closed is what was wanted.
    }
  }
}
