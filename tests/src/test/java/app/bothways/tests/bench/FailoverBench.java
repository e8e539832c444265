package app.bothways.tests.bench;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.NetEvent;
import app.bothways.net.PathPolicy;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Receives a paced transfer, checks every byte, and tells the longest time without one. {@code
 * INTERFACE KEY BYTES_PER_SECOND RELAY…}; reads commands: {@code mark} begins a window, {@code
 * report} ends it and prints the longest gap in it, {@code path} prints the path in use, {@code
 * quit}. Times that are printed are milliseconds, those of a clock are Unix time.
 */
final class FailoverBench {
  private static final long HOURS = 4 * 3_600_000L;

  private final Object lock = new Object();
  private long last = System.nanoTime();
  private long longest;
  private long longestEnd;
  private long bytes;

  private FailoverBench() {}

  static void watch(List<String> arguments) throws Exception {
    List<String> relays = arguments.subList(3, arguments.size());
    NodeId id = NodeId.parse(arguments.get(1)).orElseThrow();
    try (Endpoint endpoint = NetBench.open(arguments.get(0), relays)) {
      endpoint.policy(id, PathPolicy.AUTO);
      endpoint.events(FailoverBench::tell);
      var urls = relays.stream().map(url -> RelayUrl.parse(url).orElseThrow()).toList();
      Connection connection =
          endpoint.dial(new NodeAddr(id, urls, List.of()), NetBench.ALPN, NetBench.DIAL);
      System.out.println("up " + connection.path());
      var bench = new FailoverBench();
      long rate = Long.parseLong(arguments.get(2));
      Thread.ofVirtual().start(() -> bench.receive(connection, rate));
      bench.obey(connection);
    }
    System.exit(0);
  }

  private static void tell(NetEvent event) {
    if (event instanceof NetEvent.PathChanged change) {
      say("path " + change.to().kind() + " " + change.to().address() + " " + change.why());
    } else if (event instanceof NetEvent.Disconnected gone) {
      say("gone " + gone.reason());
    } else if (event instanceof NetEvent.RelayChanged relay) {
      say("relay " + relay.view().url() + " " + relay.view().state());
    }
  }

  private static void say(String text) {
    System.out.println(System.currentTimeMillis() + " " + text);
  }

  private void receive(Connection connection, long rate) {
    try (Stream stream = connection.open()) {
      var ask = new DataOutputStream(stream.out());
      ask.writeLong(HOURS);
      ask.writeLong(rate);
      stream.out().close();
      var sequence = new Sequence();
      var block = new byte[64 << 10];
      for (int n = stream.in().read(block); n >= 0; n = stream.in().read(block)) {
        sequence.check(block, n);
        came(n);
      }
      say("broken: the stream ended after " + sequence.checked());
    } catch (IOException e) {
      say("broken: " + e);
    }
  }

  private void came(int n) {
    synchronized (lock) {
      long now = System.nanoTime();
      if (now - last > longest) {
        longest = now - last;
        longestEnd = System.currentTimeMillis();
      }
      last = now;
      bytes += n;
    }
  }

  private void obey(Connection connection) throws IOException {
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      switch (line) {
        case "mark" -> {
          synchronized (lock) {
            longest = 0;
            bytes = 0;
          }
          say("marked");
        }
        case "report" -> report();
        case "path" -> say("now " + connection.path().kind() + " " + connection.path().address());
        case "quit" -> {
          return;
        }
        default -> say("what is " + line + "?");
      }
    }
  }

  private void report() {
    synchronized (lock) {
      long silent = System.nanoTime() - last;
      boolean still = silent > longest;
      say(
          "gap %d ended %d bytes %d"
              .formatted((still ? silent : longest) / 1_000_000, still ? -1 : longestEnd, bytes));
    }
  }
}
