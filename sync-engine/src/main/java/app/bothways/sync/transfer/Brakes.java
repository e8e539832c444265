package app.bothways.sync.transfer;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.PathView;
import app.bothways.sync.Limits;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Keeps the limits, of all connections together and of each. Any thread. */
public final class Brakes {
  private static final int AT_ONCE = 64 << 10;
  private static final long LONGEST_PAUSE = 200_000_000L;

  private final LongSupplier nanoTime;
  private final Pair all;
  private final Map<NodeId, Pair> devices = new ConcurrentHashMap<>();
  private volatile Limits limits = Limits.NONE;

  /** Asked for every piece of all that travels; to compare records took longer than to copy it. */
  private volatile boolean any;

  private record Pair(Bucket up, Bucket down) {
    void limit(Limits.Rates rates) {
      up.limit(rates.up());
      down.limit(rates.down());
    }
  }

  public Brakes() {
    this(System::nanoTime);
  }

  Brakes(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    all = pair(Limits.Rates.NONE);
  }

  private Pair pair(Limits.Rates rates) {
    return new Pair(new Bucket(rates.up(), nanoTime), new Bucket(rates.down(), nanoTime));
  }

  public Limits limits() {
    return limits;
  }

  public void limits(Limits now) {
    limits = now;
    any = !now.equals(Limits.NONE);
    all.limit(now.all());
    devices.forEach((device, pair) -> pair.limit(now.of(device)));
  }

  private Pair of(NodeId device) {
    return devices.computeIfAbsent(device, d -> pair(limits.of(d)));
  }

  /** How long to wait before {@code bytes} may go to {@code device}, in nanoseconds. */
  long up(NodeId device, PathView path, int bytes) {
    return free(path) ? 0 : Math.max(all.up().take(bytes), of(device).up().take(bytes));
  }

  /** The same for bytes that have come from it. */
  long down(NodeId device, PathView path, int bytes) {
    return free(path) ? 0 : Math.max(all.down().take(bytes), of(device).down().take(bytes));
  }

  private boolean free(PathView path) {
    return limits.lan() == Limits.Lan.FREE && LocalNetwork.isLocal(path);
  }

  /** Waits before every write, as the limits want it. */
  public OutputStream braking(OutputStream out, NodeId device, Supplier<PathView> path) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] b, int off, int len) throws IOException {
        for (int from = off; from < off + len; from += AT_ONCE) {
          int n = Math.min(AT_ONCE, off + len - from);
          up(device, path, n);
          out.write(b, from, n);
        }
      }

      @Override
      public void write(int b) throws IOException {
        up(device, path, 1);
        out.write(b);
      }
    };
  }

  /** Waits after every read: the sender then waits for room in the stream. */
  public InputStream braking(InputStream in, NodeId device, Supplier<PathView> path) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        int n = in.read(b, off, Math.min(len, AT_ONCE));
        down(device, path, Math.max(n, 0));
        return n;
      }

      @Override
      public int readNBytes(byte[] b, int off, int len) throws IOException {
        int done = 0;
        for (int n = 1; n > 0 && done < len; done += n) {
          n = in.readNBytes(b, off + done, Math.min(len - done, pieces()));
          down(device, path, n);
        }
        return done;
      }

      /** Nobody is to be held up for long at once, and nobody in small steps without need. */
      private int pieces() {
        return any ? AT_ONCE : Integer.MAX_VALUE;
      }

      @Override
      public int read() throws IOException {
        int b = in.read();
        down(device, path, b < 0 ? 0 : 1);
        return b;
      }
    };
  }

  private void up(NodeId device, Supplier<PathView> path, int bytes) {
    // Which way the bytes go need not be looked up for every piece of them where nobody asks.
    if (any) {
      pause(up(device, path.get(), bytes));
    }
  }

  private void down(NodeId device, Supplier<PathView> path, int bytes) {
    if (any) {
      pause(down(device, path.get(), bytes));
    }
  }

  /** A limit that is lifted meanwhile lets the debt go only with the next bytes; it is small. */
  private void pause(long nanos) {
    long end = nanoTime.getAsLong() + nanos;
    for (long left = nanos; left > 0; left = end - nanoTime.getAsLong()) {
      LockSupport.parkNanos(Math.min(left, LONGEST_PAUSE));
      if (!any) {
        return;
      }
    }
  }
}
