package app.bothways.net.flood;

import static java.util.concurrent.TimeUnit.SECONDS;

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
import app.bothways.net.identity.NodeKey;
import app.bothways.net.link.Links;
import app.bothways.net.relay.server.RelayServer;
import app.bothways.net.relay.server.RelayServerConfig;
import app.bothways.net.report.PeerView.LinkState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Two pairs of devices on the loopback interface, one linked directly and one by a relay, that ask
 * each other something all the time and remember the longest wait and every end of a connection.
 */
final class FloodedHousehold implements AutoCloseable {
  static final String ALPN = "test/flood/1";
  private static final String GAVE_WAY = "another connection to the same device";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One device and its links. */
  static final class Device implements AutoCloseable {
    final Endpoint endpoint;
    final Links links;
    private final List<Connection> served = new CopyOnWriteArrayList<>();

    Device(EndpointConfig config) throws IOException {
      endpoint = Endpoint.open(config);
      links = Links.open(endpoint, ALPN, this::serve);
    }

    private void serve(Connection connection) throws Exception {
      served.add(connection);
      try {
        while (true) {
          Stream stream = connection.accept();
          Thread.ofVirtual().start(() -> echo(stream));
        }
      } finally {
        served.remove(connection);
      }
    }

    /** Where both have dialled there are two for a moment, of which either may give way. */
    private Optional<Connection> now() {
      return served.stream().filter(connection -> !connection.closed().isDone()).findFirst();
    }

    private static void echo(Stream stream) {
      try (stream) {
        stream.in().transferTo(stream.out());
        stream.out().close();
      } catch (IOException ended) {
        stream.reset(1);
      }
    }

    boolean linked(LinkState state) {
      return now().isPresent() && links.view().stream().allMatch(peer -> peer.link() == state);
    }

    Attack.Victim victim() {
      var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
      return new Attack.Victim(endpoint.id(), at);
    }

    @Override
    public void close() {
      links.close();
      endpoint.close();
    }
  }

  final RelayServer relay;
  final List<Device> direct;
  final List<Device> relayed;
  final List<String> ended = new CopyOnWriteArrayList<>();
  final List<String> moved = new CopyOnWriteArrayList<>();
  private final List<Talk> talks = new ArrayList<>();

  /** One question after another, 20 ms apart, over a pair's connection. */
  static final class Talk {
    final String name;
    final AtomicLong answers = new AtomicLong();
    final AtomicLong longestMillis = new AtomicLong();
    final AtomicLong failures = new AtomicLong();
    private final Device asker;
    private final Thread thread;

    Talk(String name, Device asker) {
      this.name = name;
      this.asker = asker;
      this.thread = Thread.ofVirtual().start(this::run);
    }

    @Override
    public String toString() {
      return "%s: %d answers, %d failures, longest %d ms"
          .formatted(name, answers.get(), failures.get(), longestMillis.get());
    }

    /** Also says where it is, which tells what a question waits for. */
    private String where() {
      return this + " at " + List.of(thread.getStackTrace());
    }

    private void run() {
      try {
        while (true) {
          Optional<Connection> connection = asker.now();
          if (connection.isPresent()) {
            ask(connection.get());
          }
          Thread.sleep(20);
        }
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      }
    }

    private void ask(Connection connection) throws InterruptedException {
      long begin = System.nanoTime();
      try (Stream stream = connection.open()) {
        stream.out().write(new byte[2000]);
        stream.out().close();
        boolean whole = stream.in().readAllBytes().length == 2000;
        (whole ? answers : failures).incrementAndGet();
      } catch (InterruptedIOException over) {
        throw new InterruptedException();
      } catch (IOException lost) {
        if (!gaveWay(connection)) {
          failures.incrementAndGet();
        }
      }
      longestMillis.accumulateAndGet((System.nanoTime() - begin) / 1_000_000, Math::max);
    }

    private static boolean gaveWay(Connection connection) throws InterruptedException {
      try {
        return connection.closed().copy().get(PATIENCE.toSeconds(), SECONDS).startsWith(GAVE_WAY);
      } catch (ExecutionException | TimeoutException notClosed) {
        return false;
      }
    }
  }

  FloodedHousehold(MdnsMode mdns) throws Exception {
    relay = RelayServer.start(RelayServerConfig.plain("127.0.0.1", 0));
    direct = List.of(device(mdns), device(mdns));
    relayed = List.of(device(mdns), device(mdns));
    relayed.get(0).endpoint.policy(relayed.get(1).endpoint.id(), PathPolicy.RELAY_ONLY);
    relayed.get(1).endpoint.policy(relayed.get(0).endpoint.id(), PathPolicy.RELAY_ONLY);
    direct.get(0).endpoint.policy(direct.get(1).endpoint.id(), PathPolicy.AUTO);
    direct.get(1).endpoint.policy(direct.get(0).endpoint.id(), PathPolicy.AUTO);
  }

  private Device device(MdnsMode mdns) throws IOException {
    var mode = new RelayMode.Custom(List.of(RelayMode.Relay.of(relay.url())));
    return new Device(
        new EndpointConfig(NodeKey.generate(), 0, mode, DirectMode.ON, mdns, List.of("lo")));
  }

  List<Device> all() {
    return java.util.stream.Stream.concat(direct.stream(), relayed.stream()).toList();
  }

  /** Pairs them and waits until both links are what they are to be. */
  void link() throws InterruptedException {
    keep(direct.get(0), direct.get(1));
    keep(relayed.get(0), relayed.get(1));
    await(
        "the links are what they are to be",
        () ->
            direct.stream().allMatch(d -> d.linked(LinkState.DIRECT))
                && relayed.stream().allMatch(d -> d.linked(LinkState.RELAYED)));
    for (Device device : all()) {
      device.endpoint.events(event -> note(device, event));
    }
    talks.add(new Talk("direct", direct.get(0)));
    talks.add(new Talk("relayed", relayed.get(0)));
  }

  /** One dials, so that there is one connection from the start. */
  private void keep(Device dialler, Device other) {
    other.links.keep(NodeAddr.of(dialler.endpoint.id()));
    dialler.links.keep(
        NodeAddr.of(other.endpoint.id())
            .withRelay(relay.url())
            .withDirect(other.endpoint.address(dialler.endpoint.id()).direct()));
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain until " + what + ": " + situation());
      }
      Thread.sleep(10);
    }
  }

  private String situation() {
    return "%s; links %s; ended %s; moved %s"
        .formatted(
            talks.stream().map(Talk::where).toList(),
            all().stream().map(device -> device.links.view()).toList(),
            ended,
            moved);
  }

  private void note(Device device, NetEvent event) {
    boolean paired = all().stream().anyMatch(other -> other != device && names(event, other));
    if (paired && event instanceof NetEvent.Disconnected(var _, var _, var reason)) {
      if (!reason.startsWith(GAVE_WAY)) {
        ended.add(event.toString());
      }
    } else if (paired && event instanceof NetEvent.PathChanged) {
      moved.add(event.toString());
    }
  }

  private static boolean names(NetEvent event, Device other) {
    return switch (event) {
      case NetEvent.Disconnected(var peer, var _, var _) -> peer.equals(other.endpoint.id());
      case NetEvent.PathChanged(var peer, var _, var _, var _) -> peer.equals(other.endpoint.id());
      default -> false;
    };
  }

  /** Counts from here. */
  void restart() {
    talks.forEach(talk -> talk.longestMillis.set(0));
  }

  Talk talk(String name) {
    return talks.stream().filter(talk -> talk.name.equals(name)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    talks.forEach(talk -> talk.thread.interrupt());
    all().forEach(Device::close);
    relay.close();
  }
}
