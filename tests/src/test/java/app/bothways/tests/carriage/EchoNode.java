package app.bothways.tests.carriage;

import app.bothways.net.Connection;
import app.bothways.net.Endpoint;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.NetEvent;
import app.bothways.net.RelayMode;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.PathView;
import app.bothways.net.report.RelayView;
import app.bothways.net.report.Traffic;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One node in a process of its own, on the loopback interface. {@code serve on|off RELAY} echoes
 * until it is killed. {@code echo on|off RELAY KEY BYTES} dials by relay, sends, compares every
 * byte that comes back, and ends. {@code on} and {@code off} say whether it has an IP transport.
 * With {@code BYTES} 0 it goes on until the path is direct, the relay is gone, and {@value #AFTER}
 * bytes more have come back. Says what it sees as JSON lines.
 */
public final class EchoNode {
  static final String CANARY = "canary-77d0-that-no-relay-may-ever-read";
  static final long AFTER = 16 << 20;

  private static final String ALPN = "bothways/echo/1";
  private static final int BLOCK = 1 << 16;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Endpoint endpoint;
  private final Set<PathView.Kind> kinds = EnumSet.noneOf(PathView.Kind.class);
  private final CompletableFuture<Long> relayLost = new CompletableFuture<>();
  private final AtomicLong echoed = new AtomicLong();

  private EchoNode(DirectMode direct, RelayUrl relay) throws IOException {
    endpoint =
        Endpoint.open(
            new EndpointConfig(
                NodeKey.generate(),
                0,
                new RelayMode.Custom(List.of(RelayMode.Relay.of(relay))),
                direct,
                MdnsMode.OFF,
                List.of("lo")));
    endpoint.events(this::heard);
  }

  public static void main(String[] arguments) throws Exception {
    RelayUrl relay = RelayUrl.parse(arguments[2]).orElseThrow();
    var node = new EchoNode(DirectMode.valueOf(arguments[1].toUpperCase()), relay);
    switch (arguments[0]) {
      case "serve" -> node.serve();
      case "echo" -> {
        NodeId key = NodeId.parse(arguments[3]).orElseThrow();
        node.echo(NodeAddr.of(key).withRelay(relay), Long.parseLong(arguments[4]));
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private synchronized void heard(NetEvent event) {
    switch (event) {
      case NetEvent.PathChanged change -> {
        kinds.add(change.to().kind());
        say("path", "\"kind\":\"%s\"".formatted(change.to().kind()));
      }
      case NetEvent.RelayChanged change when wentDirect() && !connected(change.view()) -> {
        if (relayLost.complete(echoed.get())) {
          // From here on the path is what it is without a relay.
          kinds.clear();
          kinds.addAll(now());
          say("relay-lost", traffic());
        }
      }
      case NetEvent.Disconnected gone -> say("ended", traffic());
      default -> {
        // The others say nothing of paths.
      }
    }
  }

  private static boolean connected(RelayView view) {
    return view.state() == RelayView.State.CONNECTED;
  }

  private boolean wentDirect() {
    return kinds.contains(PathView.Kind.DIRECT);
  }

  private List<PathView.Kind> now() {
    return endpoint.view().peers().stream().map(peer -> peer.path().kind()).toList();
  }

  private synchronized void say(String event, String rest) {
    long ms = ManagementFactory.getRuntimeMXBean().getUptime();
    System.out.println("{\"event\":\"" + event + "\",\"ms\":" + ms + "," + rest + "}");
    System.out.flush();
  }

  /** What went which way so far, and which ways were seen since the relay was lost, if it was. */
  private synchronized String traffic() {
    kinds.addAll(now());
    Traffic sum =
        endpoint.view().peers().stream().map(p -> p.traffic()).findFirst().orElse(Traffic.NONE);
    return ("\"sentDirect\":%d,\"sentRelay\":%d,\"receivedDirect\":%d,\"receivedRelay\":%d,"
            + "\"echoed\":%d,\"kinds\":\"%s\"")
        .formatted(
            sum.sentDirect(),
            sum.sentRelay(),
            sum.receivedDirect(),
            sum.receivedRelay(),
            echoed.get(),
            kinds);
  }

  private void serve() throws InterruptedException {
    endpoint.handle(
        ALPN,
        connection -> {
          try (Stream stream = connection.accept()) {
            var block = new byte[BLOCK];
            for (int n = stream.in().read(block); n >= 0; n = stream.in().read(block)) {
              stream.out().write(block, 0, n);
              stream.out().flush();
            }
            stream.out().close();
            // What was written has been sent only when the other side has it and hangs up.
            connection.closed().join();
            say("served", traffic());
          }
        });
    say("ready", "\"key\":\"" + endpoint.id() + "\",\"port\":" + endpoint.port());
    Thread.currentThread().join();
  }

  private void echo(NodeAddr address, long bytes) throws Exception {
    say("ready", "\"port\":" + endpoint.port());
    try (Connection connection = endpoint.dial(address, ALPN, PATIENCE);
        Stream stream = connection.open()) {
      say("up", "\"kind\":\"" + connection.path().kind() + "\"");
      Thread writer = Thread.ofVirtual().start(() -> write(stream, bytes));
      compare(stream);
      writer.join();
      say("echoed", traffic());
    }
    endpoint.close();
  }

  private boolean more(long sent, long bytes) {
    return bytes > 0
        ? sent < bytes
        : !relayLost.isDone() || echoed.get() < relayLost.join() + AFTER;
  }

  private void write(Stream stream, long bytes) {
    try {
      OutputStream out = stream.out();
      for (long sent = 0; more(sent, bytes); sent += BLOCK) {
        out.write(block(sent));
      }
      out.close();
    } catch (IOException e) {
      say("failed", "\"why\":\"writing: " + e.getMessage() + "\"");
      stream.reset(1);
    }
  }

  private void compare(Stream stream) throws IOException {
    var in = new DataInputStream(stream.in());
    for (byte[] got = in.readNBytes(BLOCK); got.length > 0; got = in.readNBytes(BLOCK)) {
      if (!java.util.Arrays.equals(got, block(echoed.get()))) {
        throw new IOException("other bytes came back after " + echoed.get());
      }
      echoed.addAndGet(got.length);
    }
  }

  /** The block that begins at {@code at}: the canary and the place, over and over. */
  private static byte[] block(long at) {
    var text = new StringBuilder(BLOCK);
    String unit = CANARY + " " + at + "\n";
    while (text.length() < BLOCK) {
      text.append(unit);
    }
    text.setLength(BLOCK);
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
