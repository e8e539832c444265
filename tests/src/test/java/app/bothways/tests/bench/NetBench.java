package app.bothways.tests.bench;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.RelayMode;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.server.Listen;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.relay.server.RelayServices;
import app.bothways.net.report.PathView;
import app.bothways.net.report.PeerView;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of a measurement; the scripts beside {@code natlab} start them. {@code relay HOST
 * PORT}; {@code serve INTERFACE RELAY…}, which prints its key and sends what it is asked for;
 * {@code dial INTERFACE KEY SECONDS RATE RELAY…}, which dials by relay, tells when the path became
 * direct, then receives for so many seconds at so many bytes a second (0: as fast as it goes) and
 * tells the longest gaps; {@code reach INTERFACE KEY SECONDS RELAY…}, which tells in one line how
 * and when the other was reached; {@code watch} is {@link FailoverBench}. {@code INTERFACE} is
 * {@code all} for all.
 */
public final class NetBench {
  static final String ALPN = "bothways/bench/1";
  static final Duration DIAL = Duration.ofSeconds(20);
  private static final long DIRECT_NANOS = Duration.ofSeconds(12).toNanos();
  private static final int BLOCK = 32 << 10;

  private NetBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    switch (arguments[0]) {
      case "relay" -> relay(rest.get(0), Integer.parseInt(rest.get(1)));
      case "serve" -> serve(rest.get(0), rest.subList(1, rest.size()));
      case "dial" -> dial(rest);
      case "reach" -> reach(rest);
      case "watch" -> FailoverBench.watch(rest);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void relay(String host, int port) throws Exception {
    var services = RelayServices.standard().withStun(new Listen(host, 3478));
    try (RelayServer server =
        RelayServer.start(RelayServerConfig.plain(host, port).withServices(services))) {
      System.out.println("ready " + server);
      Thread.currentThread().join();
    }
  }

  static Endpoint open(String network, List<String> relays) throws IOException {
    var known =
        relays.stream().map(url -> RelayMode.Relay.of(RelayUrl.parse(url).orElseThrow())).toList();
    return Endpoint.open(
        new EndpointConfig(
            NodeKey.generate(),
            0,
            known.isEmpty() ? new RelayMode.Disabled() : new RelayMode.Custom(known),
            DirectMode.ON,
            MdnsMode.OFF,
            network.equals("all") ? List.of() : List.of(network)));
  }

  private static void serve(String network, List<String> relays) throws Exception {
    try (Endpoint endpoint = open(network, relays)) {
      endpoint.handle(
          ALPN,
          connection -> {
            endpoint.policy(connection.remote(), PathPolicy.AUTO);
            send(connection);
          });
      System.out.println("key " + endpoint.id() + " " + endpoint.port());
      Thread.currentThread().join();
    }
  }

  private static void send(Connection connection) throws Exception {
    while (true) {
      Stream stream = connection.accept();
      var asked = new DataInputStream(stream.in());
      long millis = asked.readLong();
      long rate = asked.readLong();
      var out = new DataOutputStream(stream.out());
      var block = new byte[BLOCK];
      long begin = System.nanoTime();
      long sent = 0;
      while (System.nanoTime() - begin < millis * 1_000_000) {
        Sequence.fill(block, sent);
        out.write(block);
        sent += BLOCK;
        if (rate > 0) {
          out.flush();
          LockSupport.parkNanos(begin + sent * 1_000_000_000L / rate - System.nanoTime());
        }
      }
      stream.out().close();
      System.out.println("sent " + sent + " cpu " + cpuMillis());
    }
  }

  private static long cpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  private static void dial(List<String> arguments) throws Exception {
    List<String> relays = arguments.subList(4, arguments.size());
    NodeId id = NodeId.parse(arguments.get(1).split("@")[0]).orElseThrow();
    try (Endpoint endpoint = open(arguments.get(0), relays)) {
      long begin = System.nanoTime();
      endpoint.events(event -> tell(begin, event));
      var urls = relays.stream().map(url -> RelayUrl.parse(url).orElseThrow()).toList();
      var address = new NodeAddr(id, urls, direct(arguments.get(1)));
      endpoint.policy(id, PathPolicy.AUTO);
      Connection connection = endpoint.dial(address, ALPN, DIAL);
      System.out.println("up " + since(begin) + " " + connection.path());
      while (connection.path().kind() != PathView.Kind.DIRECT
          && System.nanoTime() - begin < DIRECT_NANOS) {
        LockSupport.parkNanos(2_000_000);
      }
      PeerView peer = endpoint.view().peers().getFirst();
      System.out.println("settled " + since(begin) + " " + peer.link() + " " + peer.why());
      int seconds = Integer.parseInt(arguments.get(2));
      if (seconds > 0) {
        receive(connection, begin, seconds * 1000L, Long.parseLong(arguments.get(3)));
      }
      connection.close(0, "measured");
    }
    System.exit(0);
  }

  /** Dials by relay; prints up, first byte, direct, all in ms, and the reason after 5 s. */
  private static void reach(List<String> arguments) throws Exception {
    List<String> relays = arguments.subList(3, arguments.size());
    NodeId id = NodeId.parse(arguments.get(1)).orElseThrow();
    long wait = Duration.ofSeconds(Long.parseLong(arguments.get(2))).toNanos();
    try (Endpoint endpoint = open(arguments.get(0), relays)) {
      long begin = System.nanoTime();
      endpoint.policy(id, PathPolicy.AUTO);
      var urls = relays.stream().map(url -> RelayUrl.parse(url).orElseThrow()).toList();
      Connection connection = endpoint.dial(new NodeAddr(id, urls, List.of()), ALPN, DIAL);
      long up = since(begin);
      long first = firstByte(connection, begin);
      String early = "";
      long direct = -1;
      while (System.nanoTime() - begin < wait && direct < 0) {
        LockSupport.parkNanos(2_000_000);
        direct = connection.path().kind() == PathView.Kind.DIRECT ? since(begin) : -1;
        early = early.isEmpty() && since(begin) >= 5_000 ? why(endpoint) : early;
      }
      System.out.printf(
          "reached up %d first %d direct %d why %s why5 %s path %s%n",
          up,
          first,
          direct < 0 ? -1 : direct - up,
          why(endpoint),
          early.isEmpty() ? why(endpoint) : early,
          connection.path().address());
      connection.close(0, "measured");
    }
    System.exit(0);
  }

  private static String why(Endpoint endpoint) {
    PeerView peer = endpoint.view().peers().getFirst();
    return peer.link() + "/" + peer.why();
  }

  private static long firstByte(Connection connection, long begin) throws IOException {
    try (Stream stream = connection.open()) {
      var ask = new DataOutputStream(stream.out());
      ask.writeLong(1);
      ask.writeLong(1);
      stream.out().close();
      if (stream.in().read() < 0) {
        throw new IOException("no byte came");
      }
      return since(begin);
    }
  }

  private static List<java.net.InetSocketAddress> direct(String keyAndAddress) {
    String[] parts = keyAndAddress.split("@");
    if (parts.length < 2) {
      return List.of();
    }
    int colon = parts[1].lastIndexOf(':');
    return List.of(
        new java.net.InetSocketAddress(
            parts[1].substring(0, colon), Integer.parseInt(parts[1].substring(colon + 1))));
  }

  private static void tell(long begin, NetEvent event) {
    switch (event) {
      case NetEvent.PathChanged change ->
          System.out.println("path " + since(begin) + " " + change.to() + " " + change.why());
      case NetEvent.RelayChanged relay ->
          System.out.println("relay " + since(begin) + " " + relay.view());
      case NetEvent.Disconnected gone ->
          System.out.println("gone " + since(begin) + " " + gone.reason());
      case NetEvent.Connected up -> {}
      case NetEvent.AddressesChanged changed -> {}
      case NetEvent.RelaysTold told -> {}
      case NetEvent.RecordRead read -> {}
    }
  }

  private static long since(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  /** Prints the longest time without a byte, and when it ended. */
  private static void receive(Connection connection, long begin, long millis, long rate)
      throws IOException {
    try (Stream stream = connection.open()) {
      var ask = new DataOutputStream(stream.out());
      ask.writeLong(millis);
      ask.writeLong(rate);
      stream.out().close();
      System.out.println("receiving " + since(begin));
      var block = new byte[64 << 10];
      long started = System.nanoTime();
      long cpu = cpuMillis();
      long last = started;
      long bytes = 0;
      var gaps = new ArrayList<String>();
      long longest = 0;
      for (int n = stream.in().read(block); n >= 0; n = stream.in().read(block)) {
        long now = System.nanoTime();
        long gap = (now - last) / 1_000_000;
        if (gap >= 100) {
          gaps.add(gap + "@" + since(begin));
        }
        longest = Math.max(longest, gap);
        last = now;
        bytes += n;
      }
      double took = (System.nanoTime() - started) / 1e9;
      System.out.printf(
          "received %d bytes, %.1f MB/s, cpu %d ms, longest gap %d ms, gaps %s%n",
          bytes, bytes / took / 1e6, cpuMillis() - cpu, longest, gaps);
    }
  }
}
