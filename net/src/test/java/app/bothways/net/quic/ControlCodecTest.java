package app.bothways.net.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.path.ProbeSecret;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ControlCodecTest {
  private static ByteBuf encode(ControlMessage message) {
    return ControlCodec.encode(UnpooledByteBufAllocator.DEFAULT, message);
  }

  private static List<ControlMessage> examples() throws Exception {
    return List.of(
        new ControlMessage.Hello(
            1, -7, PathPolicy.RELAY_ONLY, ProbeSecret.random(new SecureRandom())),
        new ControlMessage.Start(),
        new ControlMessage.Nat(app.bothways.net.report.NatKind.HARD),
        new ControlMessage.Candidates(
            List.of(
                new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 65535),
                new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 1))),
        new ControlMessage.Relays(List.of(RelayUrl.parse("https://relay.test:444").orElseThrow())),
        new ControlMessage.Policy(PathPolicy.LAN_ONLY),
        new ControlMessage.Ping(Long.MIN_VALUE),
        new ControlMessage.Pong(42));
  }

  @Test
  void everyMessageComesBackAsItWas() throws Exception {
    for (ControlMessage message : examples()) {
      assertThat(ControlCodec.decode(encode(message))).contains(message);
    }
  }

  @Test
  void aMessageInPiecesIsReadOnceItIsWhole() throws Exception {
    for (ControlMessage message : examples()) {
      ByteBuf whole = encode(message);
      ByteBuf come = Unpooled.buffer();
      while (whole.readableBytes() > 1) {
        come.writeByte(whole.readByte());
        assertThat(ControlCodec.decode(come)).isEmpty();
      }
      come.writeByte(whole.readByte());
      assertThat(ControlCodec.decode(come)).contains(message);
    }
  }

  @Test
  void noMoreAddressesAreToldThanMayBe() throws Exception {
    var many = new ArrayList<InetSocketAddress>();
    for (int i = 1; i <= 100; i++) {
      many.add(new InetSocketAddress(InetAddress.getByName("192.0.2." + i), i));
    }
    Optional<ControlMessage> read =
        ControlCodec.decode(encode(new ControlMessage.Candidates(many)));
    assertThat(read)
        .contains(new ControlMessage.Candidates(many.subList(0, ControlMessage.MAX_ADDRESSES)));
  }

  @Test
  void aMessageOfANewerKindIsPassedOver() throws Exception {
    ByteBuf bytes = Unpooled.buffer().writeShort(3).writeByte(99).writeShort(1);
    bytes.writeBytes(encode(new ControlMessage.Start()));
    assertThat(ControlCodec.decode(bytes)).contains(new ControlMessage.Start());
  }

  @Test
  void aMessageThatIsTooLongIsRefusedBeforeItIsRead() {
    ByteBuf bytes = Unpooled.buffer().writeShort(ControlCodec.MAX_LENGTH + 1).writeByte(1);
    assertThatThrownBy(() -> ControlCodec.decode(bytes))
        .isInstanceOf(MalformedControlException.class);
  }

  @Test
  void noiseIsEitherAMessageOrRefused() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      var bytes = new byte[3 + random.nextInt(80)];
      random.nextBytes(bytes);
      bytes[0] = 0;
      bytes[1] = (byte) (bytes.length - 2);
      bytes[2] = (byte) random.nextInt(10);
      try {
        ControlCodec.decode(Unpooled.wrappedBuffer(bytes));
      } catch (MalformedControlException refused) {
        assertThat(refused).hasMessageMatching("(?s).+");
      }
    }
  }
}
