package app.bothways.net.relay.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.protocol.RelayFrame.ClientAuth;
import app.bothways.net.relay.protocol.RelayFrame.ServerChallenge;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The vectors were computed with iroh's own library from the seed of 32 times 0x2a. */
class RelayHandshakeTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final NodeKey KEY = NodeKey.ofSeed(filled(32, 0x2a));
  private static final ServerChallenge CHALLENGE =
      new ServerChallenge(HEX.parseHex("000102030405060708090a0b0c0d0e0f"));
  private static final String PUBLIC =
      "197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61";
  private static final String SIGNATURE =
      "a28b5ebc6a930b5d80ad5aca2a8e48ad4a064e699c0866674c8b8e61a5f4ea94"
          + "0ee8b9f06732930250ac0735555abe77e8df740165edc3163be432f0e4f3cf0f";

  private static byte[] filled(int length, int value) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void theMessageIsTheDerivedKey() {
    assertThat(HEX.formatHex(RelayHandshake.message(CHALLENGE)))
        .isEqualTo("b7b16e505d2cb5dbaf494800092c3b05a6c45d8d3fd4f1b888c6a77240b876c0");
  }

  @Test
  void theAnswerIsTheKnownFrame() {
    ClientAuth auth = RelayHandshake.answer(CHALLENGE, KEY);
    var frame = RelayFrames.encode(auth, UnpooledByteBufAllocator.DEFAULT);
    assertThat(ByteBufUtil.hexDump(frame)).isEqualTo("01" + PUBLIC + "40" + SIGNATURE);
    assertThat(frame.readableBytes()).isEqualTo(98);
    frame.release();
    assertThat(RelayHandshake.proves(auth, CHALLENGE)).isTrue();
  }

  @Test
  void anotherChallengeAnotherKeyOrAChangedBitIsRefused() {
    byte[] signature = HEX.parseHex(SIGNATURE);
    ClientAuth good = new ClientAuth(KEY.id(), signature);
    assertThat(RelayHandshake.proves(good, new ServerChallenge(new byte[16]))).isFalse();
    ClientAuth otherKey = new ClientAuth(NodeKey.generate().id(), signature);
    assertThat(RelayHandshake.proves(otherKey, CHALLENGE)).isFalse();
    signature[40] ^= 1;
    assertThat(RelayHandshake.proves(new ClientAuth(KEY.id(), signature), CHALLENGE)).isFalse();
  }

  @Test
  void aKeyOfSmallOrderThatWouldFitEveryMessageIsRefused() {
    // The neutral element as key and as commitment with s = 0 satisfies the bare equation.
    byte[] neutral = new byte[32];
    neutral[0] = 1;
    byte[] signature = Arrays.copyOf(neutral, 64);
    assertThat(RelayHandshake.proves(new ClientAuth(NodeId.of(neutral), signature), CHALLENGE))
        .isFalse();
    assertThat(RelayHandshake.proves(new ClientAuth(NodeId.of(new byte[32]), signature), CHALLENGE))
        .isFalse();
  }

  @Test
  void aScalarThatIsNotReducedIsRefused() {
    var order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] signature = HEX.parseHex(SIGNATURE);
    byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
    byte[] unreduced = reversed(fixed(new BigInteger(1, s).add(order).toByteArray()));
    System.arraycopy(unreduced, 0, signature, 32, 32);
    assertThat(RelayHandshake.proves(new ClientAuth(KEY.id(), signature), CHALLENGE)).isFalse();
  }

  @Test
  void bytesThatAreNoPointAreRefused() {
    byte[] signature = HEX.parseHex(SIGNATURE);
    NodeId noPoint = NodeId.of(filled(32, 0xff));
    assertThat(RelayHandshake.proves(new ClientAuth(noPoint, signature), CHALLENGE)).isFalse();
  }

  private static byte[] fixed(byte[] bigEndian) {
    var bytes = new byte[32];
    int length = Math.min(32, bigEndian.length);
    System.arraycopy(bigEndian, bigEndian.length - length, bytes, 32 - length, length);
    return bytes;
  }

  private static byte[] reversed(byte[] bytes) {
    var result = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      result[i] = bytes[bytes.length - 1 - i];
    }
    return result;
  }
}
