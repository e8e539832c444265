package app.bothways.net.relay.bench;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.relay.flow.EventLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair of clients at {@value #RATE} bytes a second beside connections that say nothing, or one
 * byte a second. Says {@code flood OPENED_SECONDS MEGABYTES LOST P99 GAP STILL_OPEN}.
 */
final class Flood {
  private static final long RATE = 1_000_000;

  private Flood() {}

  static void run(Relay relay, int connections, int seconds) throws Exception {
    var group = EventLoops.create(1, "bench");
    try (var pair = new Pair(to -> new RelayedWay(relay, group, to))) {
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      Thread traffic = Thread.ofPlatform().start(() -> pair.send(end, RATE));
      var where = new InetSocketAddress(relay.url().host(), relay.url().port());
      var open = new ArrayList<SocketChannel>();
      long begin = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        open.add(SocketChannel.open(where));
      }
      double took = (System.nanoTime() - begin) / 1e9;
      drip(open, traffic);
      RelayBench.say(
          "flood %.1f %.1f %d %.2f %d %d",
          took,
          pair.received.sum() / 1e6,
          pair.lostConnections.sum(),
          pair.latencies.quantile(0.99),
          pair.longestGap.get() / 1_000_000,
          open.stream().filter(Flood::alive).count());
    }
  }

  private static void drip(List<SocketChannel> open, Thread traffic) throws Exception {
    byte[] head =
        ("GET /relay HTTP/1.1\r\nX: " + "x".repeat(8000)).getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; traffic.isAlive(); at++) {
      for (int i = 0; i < open.size(); i += 2) {
        try {
          open.get(i).write(ByteBuffer.wrap(head, at % head.length, 1));
        } catch (IOException closedByTheRelay) {
          open.get(i).close();
        }
      }
      traffic.join(1000);
    }
  }

  private static boolean alive(SocketChannel channel) {
    try {
      channel.configureBlocking(false);
      return channel.isOpen() && channel.read(ByteBuffer.allocate(1)) == 0;
    } catch (IOException closedByTheRelay) {
      return false;
    }
  }
}
