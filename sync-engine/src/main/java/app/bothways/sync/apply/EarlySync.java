package app.bothways.sync.apply;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Brings a file to disk while it still grows, on a thread of its own, so that little is left for
 * the sync that counts. What it cannot do is left to that one too. Any thread may call.
 */
final class EarlySync {
  private static final long EVERY = 32L << 20;

  private final FileChannel channel;
  private long waiting;
  private boolean running;
  private boolean ended;

  EarlySync(FileChannel channel) {
    this.channel = channel;
  }

  /** So many bytes more were written. */
  synchronized void wrote(long bytes) {
    waiting += bytes;
    if (running || ended || waiting < EVERY) {
      return;
    }
    running = true;
    Thread.ofPlatform().daemon().name("disk-early").start(this::run);
  }

  /** Nothing more is to come, so there is nothing to wait for: the rest goes to disk now. */
  synchronized void rest() {
    if (waiting > 0) {
      wrote(EVERY);
    }
  }

  private void run() {
    try {
      while (more()) {
        channel.force(false);
      }
    } catch (IOException later) {
      // The sync at the end says what is wrong.
      end();
    } finally {
      stopped();
    }
  }

  private synchronized boolean more() {
    if (ended || waiting < EVERY) {
      running = false;
      return false;
    }
    waiting = 0;
    return true;
  }

  private synchronized void stopped() {
    running = false;
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
  }

  /** Begins no more, and waits for what is under way: then the channel may be closed. */
  synchronized void stop() {
    ended = true;
    boolean interrupted = false;
    while (running) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
