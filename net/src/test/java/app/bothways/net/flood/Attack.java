package app.bothways.net.flood;

import app.bothways.net.address.lookup.FakeAdverts;
import app.bothways.net.identity.NodeId;
import app.bothways.net.quic.QuicIntruder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Everything at once that somebody without a key of the household can do on one machine: QUIC
 * connections and noise at the devices' own sockets, connections at their relay, announcements.
 */
final class Attack implements AutoCloseable {
  /** Whom it is about. */
  record Victim(NodeId id, InetSocketAddress udp) {}

  /**
   * How much of it.
   *
   * @param connections at each victim's socket, and at the relay
   * @param adverts every second one says where a victim is, wrongly
   * @param millis over which all that is spread
   */
  record Size(int connections, int adverts, long millis) {}

  private static final String ALPN = FloodedHousehold.ALPN;
  private static final String UPGRADE =
      """
      GET /relay HTTP/1.1\r
      Host: relay\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: iroh-relay-v2\r
      \r
      """;

  private final List<Victim> victims;
  private final InetSocketAddress relay;
  private final Size size;
  private final Random random;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final List<QuicIntruder> intruders = new ArrayList<>();
  private final CountDownLatch parts = new CountDownLatch(4);
  final LongAdder quic = new LongAdder();
  final LongAdder noise = new LongAdder();
  final LongAdder relayed = new LongAdder();
  final LongAdder adverts = new LongAdder();

  Attack(List<Victim> victims, InetSocketAddress relay, Size size, long seed) {
    this.victims = victims;
    this.relay = relay;
    this.size = size;
    this.random = new Random(seed);
  }

  void begin() {
    begin(this::connect);
    begin(this::makeNoise);
    begin(this::crowdTheRelay);
    begin(this::announce);
  }

  private interface Part {
    void run() throws Exception;
  }

  private void begin(Part part) {
    workers.execute(
        () -> {
          try {
            part.run();
          } catch (Exception over) {
            System.err.println("a part of the attack ended: " + over);
          } finally {
            parts.countDown();
          }
        });
  }

  boolean await(long millis) throws InterruptedException {
    return parts.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Somewhere in 127.0.0.0/8, as a crowd would come from many addresses. */
  private static InetAddress source(int crowd, int number) throws IOException {
    return InetAddress.getByAddress(
        new byte[] {127, (byte) crowd, (byte) (number / 250 % 250), (byte) (1 + number % 250)});
  }

  private void pace(int done, int of) throws InterruptedException {
    if (done % 16 == 0) {
      TimeUnit.MILLISECONDS.sleep(Math.max(0, size.millis * 16 / Math.max(16, of)));
    }
  }

  private void connect() throws Exception {
    int sources = Math.min(8, Math.max(1, size.connections / 100));
    for (Victim victim : victims) {
      for (QuicIntruder.Way way : QuicIntruder.Way.values()) {
        for (int i = 0; i < sources; i++) {
          intruders.add(
              new QuicIntruder(
                  victim.id,
                  ALPN,
                  way,
                  source(10 + way.ordinal(), i),
                  new Random(random.nextLong())));
        }
      }
    }
    int each = sources * QuicIntruder.Way.values().length;
    for (int i = 0; i < size.connections; i++) {
      for (int v = 0; v < victims.size(); v++) {
        intruders.get(v * each + i % each).connect(victims.get(v).udp);
        quic.increment();
      }
      pace(i, size.connections);
    }
  }

  /** Probes and answers of nobody, first datagrams that are none, and what is nothing at all. */
  private void makeNoise() throws Exception {
    try (var socket = new DatagramSocket(0, source(20, 0))) {
      int count = size.connections * 2;
      for (int i = 0; i < count; i++) {
        byte[] bytes = junk(i);
        for (Victim victim : victims) {
          socket.send(new DatagramPacket(bytes, bytes.length, victim.udp));
          noise.increment();
        }
        pace(i, count);
      }
    }
  }

  private byte[] junk(int number) {
    var bytes = new byte[number % 4 == 0 ? 1200 : 20 + 4 * random.nextInt(40)];
    random.nextBytes(bytes);
    switch (number % 4) {
      case 0 -> head(bytes, new byte[] {(byte) 0xc3, 0, 0, 0, 1, 20});
      case 1 -> stun(bytes, 0x0001);
      case 2 -> stun(bytes, 0x0101);
      default -> {}
    }
    return bytes;
  }

  private static void head(byte[] bytes, byte[] head) {
    System.arraycopy(head, 0, bytes, 0, head.length);
  }

  private static void stun(byte[] bytes, int type) {
    int length = bytes.length - 20;
    head(
        bytes,
        new byte[] {
          (byte) (type >>> 8),
          (byte) type,
          (byte) (length >>> 8),
          (byte) length,
          0x21,
          0x12,
          (byte) 0xa4,
          0x42
        });
    if (length >= 16) {
      bytes[20] = 0;
      bytes[21] = 6;
      bytes[22] = 0;
      bytes[23] = (byte) Math.min(12, length - 4);
    }
  }

  private void crowdTheRelay() throws Exception {
    for (int i = 0; i < size.connections; i++) {
      int number = i;
      workers.execute(() -> atTheRelay(number));
      pace(i, size.connections);
    }
  }

  /** One says nothing, one speaks a byte at a time, one is upgraded and never proves a key. */
  private void atTheRelay(int number) {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(source(30, number), 0));
      socket.connect(relay, 5_000);
      relayed.increment();
      switch (number % 3) {
        case 0 -> socket.getInputStream().read();
        case 1 -> {
          for (byte one : UPGRADE.getBytes(StandardCharsets.US_ASCII)) {
            socket.getOutputStream().write(one);
            TimeUnit.MILLISECONDS.sleep(250);
          }
        }
        default -> {
          socket.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
          socket.getInputStream().readAllBytes();
        }
      }
    } catch (IOException | InterruptedException turnedOut) {
      // That is what the relay is for.
    }
  }

  private void announce() throws Exception {
    for (int i = 0; i < size.adverts; i++) {
      if (i % 2 == 0) {
        FakeAdverts.announce(i);
      } else {
        Victim victim = victims.get(i / 2 % victims.size());
        FakeAdverts.announce(i, victim.id, source(40, i).getAddress());
      }
      adverts.increment();
      pace(i, size.adverts);
    }
  }

  @Override
  public String toString() {
    long proven = intruders.stream().mapToLong(QuicIntruder::proven).sum();
    return "QUIC connections %d (handshakes finished %d), noise %d datagrams, at the relay %d, adverts %d"
        .formatted(quic.sum(), proven, noise.sum(), relayed.sum(), adverts.sum());
  }

  @Override
  public void close() {
    workers.shutdownNow();
    intruders.forEach(QuicIntruder::close);
  }
}
