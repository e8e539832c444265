package app.bothways.net.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.Connection;
import app.bothways.net.EndpointConfig;
import app.bothways.net.EndpointConfig.DirectMode;
import app.bothways.net.EndpointConfig.MdnsMode;
import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.RelayMode;
import app.bothways.net.Stream;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.PathView;
import app.bothways.net.socket.Transport;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectDialTest {
  private static void fails(NetError error, ThrowingCallable dial) {
    assertThatThrownBy(dial)
        .isInstanceOfSatisfying(NetException.class, e -> assertThat(e.error()).isEqualTo(error));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aDialledNodeAnswersOverLoopback(Transport transport) throws Exception {
    try (NodeEndpoint a = Nodes.direct(transport);
        NodeEndpoint b = Nodes.direct(transport)) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE)) {
        assertThat(connection.remote()).isEqualTo(b.id());
        assertThat(new String(Nodes.ask(connection, "hello".getBytes(UTF_8)), UTF_8))
            .isEqualTo("hello");
        assertThat(connection.path().kind()).isEqualTo(PathView.Kind.DIRECT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void sixtyFourMebibytesArriveAsTheyWereSent(Transport transport) throws Exception {
    int blocks = 1024;
    try (NodeEndpoint a = Nodes.direct(transport);
        NodeEndpoint b = Nodes.direct(transport)) {
      b.handle(Nodes.ECHO, DirectDialTest::answerWithCrc);
      try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE);
          Stream stream = connection.open()) {
        var crc = new CRC32();
        var random = new Random(1);
        var block = new byte[64 << 10];
        for (int i = 0; i < blocks; i++) {
          random.nextBytes(block);
          crc.update(block);
          stream.out().write(block);
        }
        stream.out().close();
        String answer = new String(stream.in().readAllBytes(), UTF_8);
        assertThat(answer).isEqualTo((long) blocks * block.length + " " + crc.getValue());
      }
    }
  }

  private static void answerWithCrc(Connection connection) throws Exception {
    try (Stream stream = connection.accept()) {
      var crc = new CRC32();
      long size = 0;
      var block = new byte[64 << 10];
      for (int n = stream.in().read(block); n >= 0; n = stream.in().read(block)) {
        crc.update(block, 0, n);
        size += n;
      }
      stream.out().write((size + " " + crc.getValue()).getBytes(UTF_8));
      stream.out().close();
      connection.closed().get();
    }
  }

  @Test
  void somebodyElseAtTheAddressIsNotTakenForTheDialledDevice() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        NodeEndpoint b = Nodes.direct(Transport.choose())) {
      var served = new AtomicInteger();
      b.handle(Nodes.ECHO, connection -> served.incrementAndGet());
      var expected = NodeAddr.of(NodeKey.generate().id()).withDirect(b.address().direct());
      fails(NetError.WRONG_KEY, () -> a.dial(expected, Nodes.ECHO, Nodes.PATIENCE));
      assertThat(served).hasValue(0);
    }
  }

  @Test
  void everyDialChecksTheKeyAnew() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        NodeEndpoint b = Nodes.direct(Transport.choose())) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      var wrong = NodeAddr.of(NodeKey.generate().id()).withDirect(b.address().direct());
      for (int i = 0; i < 3; i++) {
        try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE)) {
          assertThat(Nodes.ask(connection, new byte[] {9})).containsExactly(9);
        }
        fails(NetError.WRONG_KEY, () -> a.dial(wrong, Nodes.ECHO, Nodes.PATIENCE));
      }
    }
  }

  @Test
  void aProtocolThatNobodyServesIsNamedAsTheReason() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        NodeEndpoint b = Nodes.direct(Transport.choose())) {
      fails(NetError.NO_COMMON_PROTOCOL, () -> a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE));
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      fails(NetError.NO_COMMON_PROTOCOL, () -> a.dial(b.address(), "test/other/1", Nodes.PATIENCE));
      a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE).close();
    }
  }

  @Test
  void aSilentAddressIsGivenUpInTime() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      var address =
          NodeAddr.of(NodeKey.generate().id())
              .withDirect(List.of((InetSocketAddress) silent.getLocalSocketAddress()));
      fails(NetError.UNREACHABLE, () -> a.dial(address, Nodes.ECHO, Duration.ofMillis(300)));
    }
  }

  @Test
  void anInterruptedDialIsAbandoned() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      var address =
          NodeAddr.of(NodeKey.generate().id())
              .withDirect(List.of((InetSocketAddress) silent.getLocalSocketAddress()));
      var dialler =
          Thread.ofVirtual()
              .start(
                  () ->
                      assertThatThrownBy(() -> a.dial(address, Nodes.ECHO, Duration.ofSeconds(60)))
                          .isInstanceOf(java.io.InterruptedIOException.class));
      Nodes.await("the dial", () -> !a.view().peers().isEmpty());
      dialler.interrupt();
      assertThat(dialler.join(Nodes.PATIENCE)).isTrue();
      Nodes.await("nothing left", () -> a.view().peers().isEmpty());
    }
  }

  @Test
  void aPortThatIsTakenIsSaidSo() throws Exception {
    try (NodeEndpoint a = Nodes.direct(Transport.choose())) {
      var same =
          new EndpointConfig(
              NodeKey.generate(),
              a.port(),
              new RelayMode.Disabled(),
              DirectMode.ON,
              MdnsMode.OFF,
              List.of("lo"));
      fails(NetError.BIND_FAILED, () -> NodeEndpoint.open(same));
    }
  }

  @Test
  void noiseAtTheSocketHarmsNothing() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    try (NodeEndpoint a = Nodes.direct(Transport.choose());
        NodeEndpoint b = Nodes.direct(Transport.choose());
        DatagramSocket noise = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      b.handle(Nodes.ECHO, Nodes.ECHOES);
      try (Connection connection = a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE)) {
        for (int i = 0; i < 3000; i++) {
          var bytes = new byte[random.nextInt(1300)];
          random.nextBytes(bytes);
          if (bytes.length > 30 && i % 2 == 0) {
            // Looks like a first datagram of version 1.
            bytes[0] = (byte) 0xc3;
            bytes[1] = bytes[2] = bytes[3] = 0;
            bytes[4] = 1;
            bytes[5] = (byte) random.nextInt(21);
          }
          noise.send(
              new java.net.DatagramPacket(
                  bytes, bytes.length, InetAddress.getLoopbackAddress(), b.port()));
        }
        assertThat(Nodes.ask(connection, new byte[1000])).hasSize(1000);
      }
      a.dial(b.address(), Nodes.ECHO, Nodes.PATIENCE).close();
    }
  }
}
