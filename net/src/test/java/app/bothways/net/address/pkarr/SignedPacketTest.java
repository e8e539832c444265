package app.bothways.net.address.pkarr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.bothways.net.identity.NodeKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignedPacketTest {
  /** Made by iroh's own library from the secret key of 32 bytes 0x2a. */
  private static final String DNS =
      "000080000000000100000000055f69726f6834646639737365396270316e756674696d3379687869756b36773672"
          + "3568646473736b6a79677079647578376573786a7374696f6f00001000010000001e00222172656c61793d68"
          + "747470733a2f2f72656c61792e6578616d706c652e6f72672e2f";

  private static final long TIME = 1_700_000_000_000_000L;
  private static final String SIGNATURE =
      "c647e659124d485215534aedd007f9ab3d47662633b09e290dbf92921baa54e2ef4be0132b221c08a14dd6b63816"
          + "1f02c457d678d8c29bf22bc8f6b130670304";

  private final NodeKey key = NodeKey.ofSeed(filled(32, 0x2a));

  private static byte[] filled(int length, int value) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] vector() {
    return HexFormat.of().parseHex(SIGNATURE + HexFormat.of().toHexDigits(TIME) + DNS);
  }

  @Test
  void theVectorIsMadeByteForByteAndVerifies() {
    byte[] dns = HexFormat.of().parseHex(DNS);
    assertThat(dns).hasSize(116);
    SignedPacket made = SignedPacket.sign(key, TIME, dns);
    assertThat(made.body()).isEqualTo(vector()).hasSize(188);
    SignedPacket read = SignedPacket.verify(key.id(), vector()).orElseThrow();
    assertThat(read).isEqualTo(made);
    assertThat(read.timestampMicros()).isEqualTo(TIME);
    assertThat(read.dns()).isEqualTo(dns);
  }

  @Test
  void everyFlippedBitAndEveryOtherKeyIsRefused() {
    for (int bit = 0; bit < vector().length * 8; bit += 3) {
      byte[] broken = vector();
      broken[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(SignedPacket.verify(key.id(), broken)).as("bit " + bit).isEmpty();
    }
    assertThat(SignedPacket.verify(NodeKey.generate().id(), vector())).isEmpty();
  }

  @Test
  void aLaterTimeIsNewerAndOfTheSameTimeTheLargerMessage() {
    SignedPacket early = SignedPacket.sign(key, 1, filled(20, 0xff));
    SignedPacket late = SignedPacket.sign(key, 2, filled(20, 0));
    SignedPacket larger = SignedPacket.sign(key, 2, filled(20, 0x80));
    assertThat(late.isNewerThan(early)).isTrue();
    assertThat(early.isNewerThan(late)).isFalse();
    assertThat(larger.isNewerThan(late)).isTrue();
    assertThat(late.isNewerThan(larger)).isFalse();
    assertThat(late.isNewerThan(late)).isFalse();
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThat(SignedPacket.verify(key.id(), new byte[0])).isEmpty();
    assertThat(SignedPacket.verify(key.id(), new byte[SignedPacket.MAX_BODY + 1])).isEmpty();
    assertThat(SignedPacket.verify(key.id(), SignedPacket.sign(key, 1, filled(1000, 1)).body()))
        .isPresent();
    assertThatThrownBy(() -> SignedPacket.sign(key, 1, filled(1001, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noiseIsRefused() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      var noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(SignedPacket.verify(key.id(), noise)).isEmpty();
    }
  }
}
