package app.bothways.net.relay.server.stun;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.path.Stun;
import app.bothways.net.relay.flow.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StunResponderTest {
  private static final String BARE = "000100002112a442000102030405060708090a0b";

  private final EventLoopGroup group = EventLoops.create(1, "stun-test");
  private StunResponder responder;

  @AfterEach
  void stop() {
    responder.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private DatagramSocket client(String host) throws IOException {
    responder = StunResponder.start(group, new InetSocketAddress(host, 0));
    var socket = new DatagramSocket(new InetSocketAddress(host, 0));
    socket.setSoTimeout(10_000);
    socket.connect(responder.address());
    return socket;
  }

  private static byte[] ask(DatagramSocket socket, byte[] request) throws IOException {
    socket.send(new DatagramPacket(request, request.length));
    return receive(socket);
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void aBindingRequestIsAnsweredWithTheAddressItCameFromAndTwelveBytesMore() throws Exception {
    try (DatagramSocket socket = client("127.0.0.1")) {
      byte[] answer = ask(socket, hex(BARE));
      assertThat(answer).hasSize(20 + 12);
      var message = Stun.parse(Unpooled.wrappedBuffer(answer)).orElseThrow();
      assertThat(message.type()).isEqualTo(Stun.RESPONSE);
      assertThat(message.mapped())
          .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
      assertThat(Arrays.copyOfRange(answer, 8, 20)).isEqualTo(hex(BARE.substring(16)));
    }
  }

  @Test
  void toOurOwnRequestsNoAnswerIsLongerThanTheQuestion() throws Exception {
    var transaction = new Stun.Transaction(1, 2);
    for (String from : List.of("127.0.0.1", "::1")) {
      try (DatagramSocket socket = client(from)) {
        byte[] request = bytes(Stun.plainRequest(UnpooledByteBufAllocator.DEFAULT, transaction));
        byte[] answer = ask(socket, request);
        assertThat(answer.length).isLessThanOrEqualTo(request.length);
        assertThat(Stun.parse(Unpooled.wrappedBuffer(answer)).orElseThrow().mapped()).isPresent();
        socket.disconnect();
        byte[] other = bytes(Stun.otherPortRequest(UnpooledByteBufAllocator.DEFAULT, transaction));
        socket.send(new DatagramPacket(other, other.length, responder.address()));
        assertThat(receive(socket).length).isLessThanOrEqualTo(other.length);
      }
    }
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return bytes;
  }

  @Test
  void anIpv6AddressIsToldToo() throws Exception {
    try (DatagramSocket socket = client("::1")) {
      byte[] answer = ask(socket, hex(BARE));
      assertThat(answer).hasSize(20 + 24);
      assertThat(Stun.parse(Unpooled.wrappedBuffer(answer)).orElseThrow().mapped())
          .map(InetSocketAddress::getPort)
          .isEqualTo(Optional.of(socket.getLocalPort()));
    }
  }

  /** RFC 5780 section 7.2: whether that gets in tells what a NAT lets in. */
  @Test
  void aRequestCanBeAnsweredFromTheOtherPort() throws Exception {
    try (DatagramSocket socket = client("127.0.0.1")) {
      socket.disconnect();
      byte[] request = hex("000100082112a442000102030405060708090a0b0003000400000002");
      socket.send(new DatagramPacket(request, request.length, responder.address()));
      var packet = new DatagramPacket(new byte[2048], 2048);
      socket.receive(packet);
      assertThat(packet.getPort()).isEqualTo(responder.otherPort().orElseThrow());
      assertThat(packet.getLength()).isLessThanOrEqualTo(request.length + 12);
      assertThat(
              Stun.parse(Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength()))
                  .orElseThrow()
                  .mapped())
          .contains(new InetSocketAddress("127.0.0.1", socket.getLocalPort()));
    }
  }

  /** Another address is not there to answer from. */
  @Test
  void aRequestForAnotherAddressIsRefused() throws Exception {
    try (DatagramSocket socket = client("127.0.0.1")) {
      byte[] answer = ask(socket, hex("000100082112a442000102030405060708090a0b0003000400000006"));
      assertThat(HexFormat.of().formatHex(answer)).startsWith("0111");
    }
  }

  @Test
  void anAttributeThatMustBeUnderstoodAndIsNotGivesError420() throws Exception {
    try (DatagramSocket socket = client("127.0.0.1")) {
      // Type 0x7ffe with four bytes, and 0x8022 (SOFTWARE), which may be passed over.
      byte[] request =
          hex("000100102112a442000102030405060708090a0b7ffe0004000000008022000461626364");
      byte[] answer = ask(socket, request);
      assertThat(HexFormat.of().formatHex(answer))
          .isEqualTo("011100102112a442000102030405060708090a0b0009000400000414000a00027ffe0000");
    }
  }

  /**
   * Each answer to noise must be to a well-formed request, and not longer by more than 12 bytes.
   */
  @Test
  void noiseGetsNoAnswerAndNothingIsAmplified() throws Exception {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    var from = new InetSocketAddress("192.0.2.1", 1234);
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(120)];
      random.nextBytes(noise);
      if (noise.length >= 20 && random.nextInt(4) > 0) {
        System.arraycopy(hex(BARE), 0, noise, 0, 8);
        noise[3] = (byte) (noise.length - 20);
        for (int at = 20; at + 4 <= noise.length; at += 4 + random.nextInt(2) * 4) {
          noise[at + 2] = 0;
          noise[at + 3] = (byte) (random.nextInt(4));
        }
      }
      var answer =
          Stun.bindingAnswer(
              io.netty.buffer.ByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(noise), from);
      answer.ifPresent(
          bytes -> {
            assertThat(bytes.readableBytes()).isLessThanOrEqualTo(noise.length + 12);
            bytes.release();
          });
    }
    try (DatagramSocket socket = client("127.0.0.1")) {
      for (byte[] bad : new byte[][] {{}, {0}, hex("0101" + BARE.substring(4)), new byte[1400]}) {
        socket.send(new DatagramPacket(bad, bad.length));
      }
      assertThat(Stun.parse(Unpooled.wrappedBuffer(ask(socket, hex(BARE))))).isPresent();
      assertThat(responder.answered()).isOne();
    }
  }

  @Test
  void oneSourceGetsOnlySoManyAnswers() throws Exception {
    try (DatagramSocket socket = client("127.0.0.1")) {
      int asked = 40 * Reflections.PER_SECOND;
      int answers = 0;
      for (int i = 0; i < asked; i++) {
        socket.send(new DatagramPacket(hex(BARE), 20));
      }
      socket.setSoTimeout(500);
      try {
        while (true) {
          receive(socket);
          answers++;
        }
      } catch (SocketTimeoutException done) {
        // Few seconds pass at most, even on a busy machine; a reflector without bound answers all.
        assertThat(answers).isBetween(1, asked / 2);
      }
    }
  }
}
