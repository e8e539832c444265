package app.bothways.net.relay.bench;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.relay.flow.EventLoops;
import io.netty.channel.EventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Pairs of clients that send to each other as they are told by lines of standard input: {@code
 * relay|tcp PAIRS MILLIS BYTES_PER_SECOND}, where {@code tcp} is a connection between the two
 * without a relay and 0 means as fast as it goes. Answers {@code sent BYTES NANOS P50 P99 GAP
 * RELAY50 RELAY99}: the delays from the sender's queue to the receiver's handler and the longest
 * time without a byte, in ms, and what the relay's own histogram says, as a bound.
 */
final class Traffic {
  private static final int THREADS = 2;

  private Traffic() {}

  static void obey(Relay relay) throws Exception {
    EventLoopGroup group = EventLoops.create(THREADS, "bench");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    RelayBench.say("up");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      var pairs = new ArrayList<Pair>();
      for (int i = 0; i < Integer.parseInt(words[1]); i++) {
        pairs.add(
            words[0].equals("tcp")
                ? new Pair(to -> new TcpWay(group, to))
                : new Pair(to -> new RelayedWay(relay, group, to)));
      }
      measure(relay, pairs, Long.parseLong(words[2]), Long.parseLong(words[3]));
      pairs.forEach(Pair::close);
    }
  }

  private static void measure(Relay relay, List<Pair> pairs, long millis, long perSecond)
      throws IOException, InterruptedException {
    int metrics = relay.url().port() + RelayBench.METRICS;
    Forwarding start = Forwarding.read(metrics);
    long begin = System.nanoTime();
    run(pairs, millis, perSecond);
    long took = System.nanoTime() - begin;
    Forwarding own = Forwarding.read(metrics).since(start);
    Latencies one = Latencies.of(pairs.stream().map(pair -> pair.latencies).toList());
    RelayBench.say(
        "sent %d %d %.3f %.3f %d %s %s",
        pairs.stream().mapToLong(pair -> pair.received.sum()).sum(),
        took,
        one.quantile(0.5),
        one.quantile(0.99),
        pairs.stream().mapToLong(pair -> pair.longestGap.get()).max().orElse(0) / 1_000_000,
        own.quantile(0.5),
        own.quantile(0.99));
  }

  static void run(List<Pair> pairs, long millis, long perSecond) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    var senders = new ArrayList<Thread>();
    for (Pair pair : pairs) {
      senders.add(Thread.ofPlatform().start(() -> pair.send(end, perSecond)));
    }
    for (Thread sender : senders) {
      sender.join();
    }
  }
}
