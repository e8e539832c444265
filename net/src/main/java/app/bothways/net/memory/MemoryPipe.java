package app.bothways.net.memory;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** Bytes on their way in one direction, at most 1 MiB of them. */
final class MemoryPipe {
  private static final int LIMIT = 1 << 20;
  private static final long ALMOST_EVER = TimeUnit.DAYS.toNanos(365);

  private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
  private int waiting;
  private int offset;
  private boolean finished;
  private String failure;
  private Duration longest = ChronoUnit.FOREVER.getDuration();

  final InputStream in =
      new InputStream() {
        @Override
        public int read() throws java.io.IOException {
          var one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws java.io.IOException {
          return len == 0 ? 0 : take(b, off, len);
        }
      };

  final OutputStream out =
      new OutputStream() {
        @Override
        public void write(int b) throws java.io.IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws java.io.IOException {
          if (len > 0) {
            put(java.util.Arrays.copyOfRange(b, off, off + len));
          }
        }

        @Override
        public void close() {
          finish();
        }
      };

  synchronized void timeout(Duration next) {
    longest = next;
  }

  private synchronized int take(byte[] b, int off, int len) throws java.io.IOException {
    long begin = System.nanoTime();
    while (chunks.isEmpty()) {
      if (failure != null) {
        throw new NetException(NetError.CLOSED_BY_PEER, failure);
      }
      if (finished) {
        return -1;
      }
      long left = TimeUnit.NANOSECONDS.convert(longest) - (System.nanoTime() - begin);
      if (left <= 0) {
        throw new NetException(NetError.TIMED_OUT, "nothing came for " + longest);
      }
      await(left);
    }
    byte[] head = chunks.peek();
    int n = Math.min(len, head.length - offset);
    System.arraycopy(head, offset, b, off, n);
    offset += n;
    if (offset == head.length) {
      chunks.poll();
      offset = 0;
    }
    waiting -= n;
    notifyAll();
    return n;
  }

  private synchronized void put(byte[] bytes) throws java.io.IOException {
    while (waiting >= LIMIT && failure == null && !finished) {
      await(Long.MAX_VALUE);
    }
    if (failure != null || finished) {
      throw new NetException(NetError.CLOSED, failure == null ? "finished" : failure);
    }
    chunks.add(bytes);
    waiting += bytes.length;
    notifyAll();
  }

  private void await(long nanos) throws InterruptedIOException {
    try {
      if (nanos > ALMOST_EVER) {
        wait();
      } else {
        wait(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  synchronized void finish() {
    finished = true;
    notifyAll();
  }

  synchronized void fail(String reason) {
    if (failure == null && !(finished && chunks.isEmpty())) {
      failure = reason;
      chunks.clear();
    }
    notifyAll();
  }
}
