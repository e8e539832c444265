package app.bothways.app.control;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What is to be sent to one client, in order. {@link #put} never blocks: events come from threads
 * of the network that must not wait for a terminal that somebody has stopped with Ctrl-S. A client
 * that leaves {@link #LIMIT} messages unread is hung up on.
 */
final class Outbox implements AutoCloseable {
  static final int LIMIT = 4096;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Wire wire;
  private final BlockingQueue<Optional<Message>> queue = new LinkedBlockingQueue<>(LIMIT);
  private final Thread writer;

  Outbox(Wire wire) {
    this.wire = wire;
    this.writer = Thread.ofVirtual().name("control-out").start(this::run);
  }

  void put(Message message) {
    if (!queue.offer(Optional.of(message))) {
      wire.close();
    }
  }

  /** Waits for a moment until what was put is sent. */
  void finish() throws InterruptedException {
    if (queue.offer(Optional.empty())) {
      writer.join(LAST_WORDS);
    }
  }

  private void run() {
    try {
      for (Optional<Message> next = queue.take(); next.isPresent(); next = queue.take()) {
        wire.write(next.get());
      }
    } catch (IOException gone) {
      wire.close();
    } catch (InterruptedException closed) {
      // Nobody is left to send to.
    }
  }

  @Override
  public void close() {
    writer.interrupt();
  }
}
