package app.bothways.net.relay.bench;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.client.RelayClient;
import app.bothways.net.relay.client.RelayListener;
import app.bothways.net.relay.flow.EventLoops;
import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices;
import app.bothways.net.relay.server.RelayTls;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One process of a measurement: {@code serve PORT [CERT KEY]}; {@code forward URL PEM|- PID PAIRS
 * SECONDS BYTES_PER_SECOND}; {@code idle URL PID CLIENTS}; {@code flood URL PID CONNECTIONS
 * SECONDS}. PID is the relay's, whose processor time and memory are read from {@code /proc}.
 */
public final class RelayBench {
  private static final double GIB = 1 << 30;
  private static final int AT_ONCE = 500;

  /** So much above the relay's port stands its metrics page. */
  private static final int METRICS = 100;

  /** Long enough for what runs all the time to have been compiled, also on a busy machine. */
  private static final int WARM_UP_SECONDS = 8;

  private RelayBench() {}

  public static void main(String[] a) throws Exception {
    switch (a[0]) {
      case "serve" -> serve(a);
      case "forward" ->
          forward(relay(a[1], a[2]), pid(a[3]), number(a[4]), number(a[5]), Long.parseLong(a[6]));
      case "idle" -> idle(relay(a[1], "-"), pid(a[2]), number(a[3]));
      case "flood" -> flood(relay(a[1], "-"), pid(a[2]), number(a[3]), number(a[4]));
      default -> throw new IllegalArgumentException(a[0]);
    }
    System.exit(0);
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private static long pid(String text) {
    return Long.parseLong(text);
  }

  private static Relay relay(String url, String pem) throws IOException {
    String certificate = pem.equals("-") ? "" : Files.readString(Path.of(pem));
    return new Relay(RelayUrl.parse(url).orElseThrow(), "", certificate);
  }

  private static void serve(String[] a) throws Exception {
    var config = RelayServerConfig.plain("127.0.0.1", number(a[1]));
    if (a.length > 2) {
      config = config.withTls(new RelayTls.PemFiles(Path.of(a[2]), Path.of(a[3])));
    }
    var metrics = new Listen("127.0.0.1", number(a[1]) + METRICS);
    config = config.withServices(RelayServices.standard().withMetrics(metrics));
    try (RelayServer server = RelayServer.start(config)) {
      System.out.println("ready " + server.url());
      Thread.currentThread().join();
    }
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElseThrow();
  }

  private static String memory(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
        .map(line -> line.replaceAll("\\s+", " "))
        .toList()
        .toString();
  }

  private static void forward(Relay relay, long pid, int pairs, int seconds, long perSecond)
      throws Exception {
    EventLoopGroup group = EventLoops.create(2, "bench");
    var all = new ArrayList<Pair>();
    for (int i = 0; i < pairs; i++) {
      all.add(new Pair(relay, group));
    }
    run(all, WARM_UP_SECONDS, perSecond);
    all.forEach(Pair::measure);
    Forwarding start = Forwarding.read(relay.url().port() + METRICS);
    Duration before = cpu(pid);
    long begin = System.nanoTime();
    run(all, seconds, perSecond);
    double took = (System.nanoTime() - begin) / 1e9;
    double used = cpu(pid).minus(before).toMillis() / 1e3;
    long bytes = all.stream().mapToLong(pair -> pair.received.sum()).sum();
    for (Pair pair : all) {
      System.out.printf(
          "pair: %.1f MB/s, one way p50 %.2f ms, p99 %.2f ms, longest gap %d ms%n",
          pair.received.sum() / took / 1e6,
          pair.latencies.quantile(0.5),
          pair.latencies.quantile(0.99),
          pair.longestGap.get() / 1_000_000);
    }
    Forwarding own = Forwarding.read(relay.url().port() + METRICS).since(start);
    Latencies one = Latencies.of(all.stream().map(pair -> pair.latencies).toList());
    System.out.printf(
        "LATENCY, all pairs: client to client p50 %.2f ms, p99 %.2f ms;"
            + " in the relay p50 %s, p99 %s%n",
        one.quantile(0.5), one.quantile(0.99), own.quantile(0.5), own.quantile(0.99));
    System.out.printf(
        "forwarded %.1f MB/s in all, relay %.2f CPU s, %.2f CPU s/GiB, %s%n",
        bytes / took / 1e6, used, used / (bytes / GIB), memory(pid));
    all.forEach(Pair::close);
  }

  private static void run(List<Pair> pairs, int seconds, long perSecond)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    var senders = new ArrayList<Thread>();
    for (Pair pair : pairs) {
      senders.add(Thread.ofPlatform().start(() -> pair.send(end, perSecond)));
    }
    for (Thread sender : senders) {
      sender.join();
    }
  }

  private static void idle(Relay relay, long pid, int clients) throws Exception {
    EventLoopGroup group = EventLoops.create(2, "bench");
    System.out.println("before: " + memory(pid));
    var connected = new AtomicInteger();
    var all = new ArrayList<RelayClient>(clients);
    long begin = System.nanoTime();
    for (int i = 0; i < clients; i++) {
      all.add(RelayClient.start(relay, NodeKey.generate(), group, new Counting(connected)));
      while (i - connected.get() > AT_ONCE) {
        Thread.sleep(2);
      }
    }
    while (connected.get() < clients) {
      Thread.sleep(20);
    }
    System.out.printf(
        "%d clients after %.1f s, %s, relay %d CPU ms%n",
        connected.get(), (System.nanoTime() - begin) / 1e9, memory(pid), cpu(pid).toMillis());
    Duration before = cpu(pid);
    Thread.sleep(60_000);
    System.out.printf(
        "a minute later %d connected, %s, relay %d CPU ms in that minute%n",
        connected.get(), memory(pid), cpu(pid).minus(before).toMillis());
    new ProcessBuilder("jcmd", "" + pid, "GC.run").inheritIO().start().waitFor();
    new ProcessBuilder("jcmd", "" + pid, "GC.heap_info").inheritIO().start().waitFor();
    System.out.println("after a collection: " + memory(pid));
  }

  private static final class Counting implements RelayListener {
    private final AtomicInteger connected;
    private boolean up;

    Counting(AtomicInteger connected) {
      this.connected = connected;
    }

    @Override
    public void datagram(app.bothways.net.identity.NodeId from, ByteBuf data, int segmentSize) {
      data.release();
    }

    @Override
    public void batchEnd() {}

    @Override
    public void endpointGone(app.bothways.net.identity.NodeId peer) {}

    @Override
    public void stateChanged(RelayView view) {
      boolean now = view.state() == State.CONNECTED;
      if (now != up) {
        up = now;
        connected.addAndGet(now ? 1 : -1);
      }
    }
  }

  /** A paced pair beside connections that say nothing, or one byte at a time. */
  private static void flood(Relay relay, long pid, int connections, int seconds) throws Exception {
    EventLoopGroup group = EventLoops.create(1, "bench");
    try (var pair = new Pair(relay, group)) {
      run(List.of(pair), 2, 1_000_000);
      pair.measure();
      Thread traffic =
          Thread.ofPlatform()
              .start(
                  () ->
                      pair.send(
                          System.nanoTime() + Duration.ofSeconds(seconds).toNanos(), 1_000_000));
      var where = new InetSocketAddress(relay.url().host(), relay.url().port());
      var open = new ArrayList<SocketChannel>();
      long begin = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        open.add(SocketChannel.open(where));
      }
      System.out.printf(
          "%d connections in %.1f s%n", connections, (System.nanoTime() - begin) / 1e9);
      drip(open, traffic);
      long alive = open.stream().filter(RelayBench::alive).count();
      System.out.printf(
          "flood: pair got %.1f MB, lost its connection %d times, p99 %.2f ms, longest gap %d ms;"
              + " of the flood %d still open; relay %s%n",
          pair.received.sum() / 1e6,
          pair.lostConnections.sum(),
          pair.latencies.quantile(0.99),
          pair.longestGap.get() / 1_000_000,
          alive,
          memory(pid));
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
