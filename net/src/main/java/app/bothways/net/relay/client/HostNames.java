package app.bothways.net.relay.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The addresses of a name, in bounded time and off the caller's thread: the system's resolver may
 * take half a minute, cannot be interrupted, and holds on to the carrier of a virtual thread, of
 * which there are as few as processors. Any thread.
 */
public final class HostNames {
  /** A resolver that takes longer has lost its name servers. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private HostNames() {}

  /**
   * @param host a name or a literal address, without brackets
   * @throws IOException when there is no such name, or no answer in time
   */
  public static List<InetAddress> find(String host) throws IOException {
    return find(host, () -> List.of(InetAddress.getAllByName(host)), PATIENCE);
  }

  static List<InetAddress> find(
      String host, Callable<List<InetAddress>> resolver, Duration patience) throws IOException {
    var task = new FutureTask<>(resolver);
    Thread.ofPlatform().daemon().name("name-" + host).start(task);
    try {
      return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      throw new UnknownHostException(
          host + ": the name servers did not answer within " + patience.toMillis() + " ms");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IOException(host + " cannot be looked up", failed.getCause());
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking up " + host);
    }
  }
}
