package app.bothways.net.relay.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.protocol.RelayFrame.Carrier;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RelayFramesTest {
  private static final String KEY = "11".repeat(32);
  private static final NodeId NODE = NodeId.of(HexFormat.of().parseHex(KEY));
  private static final byte[] SIXTEEN = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

  private static ByteBuf data(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }

  static Stream<Arguments> snapshots() {
    var signature = new byte[64];
    Arrays.fill(signature, (byte) 0xab);
    return Stream.of(
        Arguments.of(
            new RelayFrame.ServerChallenge(SIXTEEN), "00" + "000102030405060708090a0b0c0d0e0f"),
        Arguments.of(
            new RelayFrame.ClientAuth(NODE, signature), "01" + KEY + "40" + "ab".repeat(64)),
        Arguments.of(new RelayFrame.ServerConfirmsAuth(), "02"),
        Arguments.of(new RelayFrame.ServerDeniesAuth("no"), "03" + "02" + "6e6f"),
        Arguments.of(new RelayFrame.DatagramTo(NODE, 2, data("c0ffee")), "04" + KEY + "02c0ffee"),
        Arguments.of(
            new RelayFrame.BatchTo(NODE, 0, 2, data("c0ffee")), "05" + KEY + "000002c0ffee"),
        Arguments.of(new RelayFrame.DatagramFrom(NODE, 3, data("c0ffee")), "06" + KEY + "03c0ffee"),
        Arguments.of(
            new RelayFrame.BatchFrom(NODE, 1, 1452, data("c0ffee")), "07" + KEY + "0105acc0ffee"),
        Arguments.of(new RelayFrame.EndpointGone(NODE), "08" + KEY),
        Arguments.of(new RelayFrame.Ping(0x0102030405060708L), "090102030405060708"),
        Arguments.of(new RelayFrame.Pong(-1), "0affffffffffffffff"),
        Arguments.of(new RelayFrame.Health("ü"), "0bc3bc"),
        Arguments.of(new RelayFrame.Restarting(1000, 0xffff_ffffL), "0c000003e8ffffffff"),
        Arguments.of(new RelayFrame.Status(1), "0d01"));
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void everyFrameHasItsBytes(RelayFrame frame, String hex) {
    assertThat(hex(frame)).isEqualTo(hex);
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void everyFrameIsReadBackAsItself(RelayFrame frame, String hex) throws Exception {
    ByteBuf bytes = data(hex(frame));
    RelayFrame read =
        switch (frame) {
          case RelayFrame.FromClient _ when !(frame instanceof RelayFrame.FromRelay) ->
              RelayFrameDecoder.fromClient(bytes);
          case RelayFrame.Health _ -> RelayFrameDecoder.fromRelay(bytes, RelayVersion.V1);
          default -> RelayFrameDecoder.fromRelay(bytes, RelayVersion.V2);
        };
    assertThat(read).hasSameClassAs(frame);
    assertThat(hex(read)).isEqualTo(hex(frame));
    release(read);
    assertThat(bytes.refCnt()).isOne();
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void everyTruncationIsRefusedOrAnotherValidFrameButNeverAnError(RelayFrame frame, String hex) {
    byte[] whole = HexFormat.of().parseHex(hex(frame));
    for (int length = 0; length < whole.length; length++) {
      ByteBuf cut = Unpooled.wrappedBuffer(whole, 0, length);
      decodeAnyway(cut);
      assertThat(cut.refCnt()).isOne();
    }
  }

  @Test
  void framesOfTheOtherVersionOrTheOtherSideAreRefused() {
    refusedFromRelay("0b68", RelayVersion.V2);
    refusedFromRelay("0d01", RelayVersion.V1);
    refusedFromRelay("04" + KEY + "00aa", RelayVersion.V2);
    refusedFromClient("06" + KEY + "00aa");
    refusedFromClient("02");
    refusedFromClient("0e");
    refusedFromClient("40" + "04" + KEY + "00aa");
  }

  @Test
  void emptyDatagramsAndFramesThatAreTooLongAreRefused() {
    refusedFromClient("04" + KEY + "00");
    refusedFromClient("05" + KEY + "000010");
    refusedFromClient("04" + KEY + "00" + "aa".repeat(RelayFrames.MAX_FRAME - 33));
    refusedFromRelay("09" + "00".repeat(9), RelayVersion.V2);
    refusedFromRelay("03" + "05" + "6e6f", RelayVersion.V2);
    refusedFromRelay("03" + "01" + "ff", RelayVersion.V2);
  }

  @Test
  void aFrameThatWouldBeTooLongIsNotWritten() {
    ByteBuf fits = Unpooled.wrappedBuffer(new byte[RelayFrames.MAX_SENT_FRAME - 34]);
    ByteBuf tooLong = Unpooled.wrappedBuffer(new byte[RelayFrames.MAX_SENT_FRAME - 33]);
    assertThat(hex(new RelayFrame.DatagramTo(NODE, 0, fits)))
        .hasSize(2 * RelayFrames.MAX_SENT_FRAME);
    assertThatThrownBy(() -> hex(new RelayFrame.DatagramTo(NODE, 0, tooLong)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readdressingChangesTypeAndKeyAndNothingElse() {
    NodeId source = NodeId.of(HexFormat.of().parseHex("22".repeat(32)));
    ByteBuf single = data("04" + KEY + "02c0ffee");
    ByteBuf batch = data("05" + KEY + "010003c0ffee");
    RelayFrames.readdress(single, source);
    RelayFrames.readdress(batch, source);
    assertThat(ByteBufUtil.hexDump(single)).isEqualTo("06" + "22".repeat(32) + "02c0ffee");
    assertThat(ByteBufUtil.hexDump(batch)).isEqualTo("07" + "22".repeat(32) + "010003c0ffee");
  }

  @Test
  void theNewestVersionIsChosenInWhateverOrderItIsOffered() {
    assertThat(RelayVersion.choose("iroh-relay-v1, iroh-relay-v2")).contains(RelayVersion.V2);
    assertThat(RelayVersion.choose("iroh-relay-v2,iroh-relay-v1")).contains(RelayVersion.V2);
    assertThat(RelayVersion.choose("iroh-relay-v9 ,iroh-relay-v1")).contains(RelayVersion.V1);
    assertThat(RelayVersion.choose("iroh-relay-v3, chat")).isEmpty();
    assertThat(RelayVersion.choose("")).isEqualTo(Optional.empty());
  }

  @Test
  void randomBytesGiveAFrameOrTheOneRefusal() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    for (int round = 0; round < 200_000; round++) {
      var bytes = new byte[random.nextInt(140)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextInt(10) > 0) {
        bytes[0] = (byte) random.nextInt(16);
      }
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      decodeAnyway(in);
      assertThat(in.refCnt()).isOne();
    }
  }

  private static void decodeAnyway(ByteBuf in) {
    try {
      release(RelayFrameDecoder.fromClient(in.duplicate()));
    } catch (MalformedFrameException refused) {
      assertThat(refused).hasMessageMatching(".+");
    }
    for (RelayVersion version : RelayVersion.values()) {
      try {
        release(RelayFrameDecoder.fromRelay(in.duplicate(), version));
      } catch (MalformedFrameException refused) {
        assertThat(refused).hasMessageMatching(".+");
      }
    }
  }

  private static void refusedFromClient(String hex) {
    assertThatThrownBy(() -> RelayFrameDecoder.fromClient(data(hex)))
        .isInstanceOf(MalformedFrameException.class);
  }

  private static void refusedFromRelay(String hex, RelayVersion version) {
    assertThatThrownBy(() -> RelayFrameDecoder.fromRelay(data(hex), version))
        .isInstanceOf(MalformedFrameException.class);
  }

  private static void release(RelayFrame frame) {
    if (frame instanceof Carrier carrier) {
      carrier.data().release();
    }
  }

  private static String hex(RelayFrame frame) {
    ByteBuf bytes = RelayFrames.encode(frame, UnpooledByteBufAllocator.DEFAULT);
    try {
      return ByteBufUtil.hexDump(bytes);
    } finally {
      bytes.release();
    }
  }
}
