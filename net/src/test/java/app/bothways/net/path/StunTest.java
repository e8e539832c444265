package app.bothways.net.path;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunTest {
  private static final ProbeSecret SECRET = ProbeSecret.random(new SecureRandom());

  private static Stun.Message parse(ByteBuf datagram) {
    return Stun.parse(datagram).orElseThrow();
  }

  private static Stun.Transaction transaction() {
    return Stun.Transaction.random(new SecureRandom());
  }

  @Test
  void theResponseOfTheRfcsIpv4VectorIsRead() {
    // RFC 5769 section 2.2: 192.0.2.1 port 32853.
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "0101003c2112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000080001a147e112a643"
                    + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                    + "80280004c07d4c96");
    Stun.Message message = Stun.parse(bytes).orElseThrow();
    assertThat(message.type()).isEqualTo(Stun.RESPONSE);
    assertThat(message.mapped()).contains(new InetSocketAddress("192.0.2.1", 32853));
  }

  @Test
  void theResponseOfTheRfcsIpv6VectorIsRead() throws Exception {
    // RFC 5769 section 2.3: 2001:db8:1234:5678:11:2233:4455:6677 port 32853.
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "010100482112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                    + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
                    + "80280004c8fb0b4c");
    Stun.Message message = Stun.parse(bytes).orElseThrow();
    assertThat(message.mapped())
        .contains(
            new InetSocketAddress(
                InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677"), 32853));
  }

  @Test
  void aMessageWhoseLengthIsWrongIsRefused() {
    ByteBuf datagram = Stun.request(UnpooledByteBufAllocator.DEFAULT, transaction(), SECRET);
    for (int length = 0; length < datagram.readableBytes(); length++) {
      assertThat(Stun.parse(datagram.slice(0, length))).as(length + " bytes").isEmpty();
    }
  }

  @Test
  void aProbeProvesItsSenderAndNobodyElse() {
    ByteBuf datagram = Stun.request(UnpooledByteBufAllocator.DEFAULT, transaction(), SECRET);
    assertThat(Stun.looksLikeStun(datagram)).isTrue();
    Stun.Message message = parse(datagram);
    assertThat(message.type()).isEqualTo(Stun.REQUEST);
    assertThat(message.username()).hasValueSatisfying(n -> assertThat(n).isEqualTo(SECRET.name()));
    assertThat(message.provenBy(SECRET.key())).isTrue();
    assertThat(message.provenBy(ProbeSecret.random(new SecureRandom()).key())).isFalse();
  }

  @Test
  void theCodeIsTheHmacOverTheMessageWithItsLengthAsTheRfcSays() throws Exception {
    ByteBuf datagram = Stun.request(UnpooledByteBufAllocator.DEFAULT, transaction(), SECRET);
    var bytes = new byte[datagram.readableBytes()];
    datagram.getBytes(0, bytes);
    byte[] covered = Arrays.copyOf(bytes, bytes.length - 36);
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(new javax.crypto.spec.SecretKeySpec(SECRET.key(), "HmacSHA256"));
    byte[] expected = mac.doFinal(covered);
    assertThat(
            MessageDigest.isEqual(
                Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length), expected))
        .isTrue();
  }

  @Test
  void everyFlippedBitBreaksTheProof() {
    ByteBuf datagram = Stun.request(UnpooledByteBufAllocator.DEFAULT, transaction(), SECRET);
    var bytes = new byte[datagram.readableBytes()];
    datagram.getBytes(0, bytes);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] broken = bytes.clone();
      broken[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(Stun.parse(broken).filter(m -> m.provenBy(SECRET.key())))
          .as("bit " + bit)
          .isEmpty();
    }
  }

  @Test
  void theAddressInAResponseComesBackAsItWas() throws Exception {
    for (String ip : new String[] {"127.0.0.1", "203.0.113.77", "::1", "2001:db8::7"}) {
      var address = new InetSocketAddress(InetAddress.getByName(ip), 54321);
      ByteBuf datagram =
          Stun.response(
              UnpooledByteBufAllocator.DEFAULT, transaction(), Optional.of(address), SECRET.key());
      assertThat(parse(datagram).mapped()).contains(address);
    }
  }

  @Test
  void aResponseIsNotLongerThanItsRequestSoThatNothingIsAmplified() throws Exception {
    int request =
        Stun.request(UnpooledByteBufAllocator.DEFAULT, transaction(), SECRET).readableBytes();
    var v6 = new InetSocketAddress(InetAddress.getByName("2001:db8::7"), 1);
    int response =
        Stun.response(
                UnpooledByteBufAllocator.DEFAULT, transaction(), Optional.of(v6), SECRET.key())
            .readableBytes();
    assertThat(response).isLessThanOrEqualTo(request + 12);
  }

  @Test
  void quicIsNotTakenForStun() {
    assertThat(Stun.looksLikeStun(Unpooled.wrappedBuffer(new byte[] {(byte) 0xc3}))).isFalse();
    assertThat(Stun.looksLikeStun(Unpooled.wrappedBuffer(new byte[] {0x43}))).isFalse();
    assertThat(Stun.looksLikeStun(Unpooled.EMPTY_BUFFER)).isFalse();
  }

  @Test
  void noiseNeverBreaksTheReader() {
    long seed = Long.getLong("bothways.seed", System.nanoTime());
    System.out.println("bothways.seed=" + seed);
    var random = new Random(seed);
    byte[] header = HexFormat.of().parseHex("010100002112a442");
    for (int i = 0; i < 200_000; i++) {
      var bytes = new byte[random.nextInt(160)];
      random.nextBytes(bytes);
      if (random.nextBoolean() && bytes.length >= 20) {
        System.arraycopy(header, 0, bytes, 0, header.length);
        bytes[3] = (byte) (bytes.length - 20);
        bytes[1] = (byte) random.nextInt(2);
        bytes[0] = 0;
      }
      Stun.parse(bytes).ifPresent(m -> assertThat(m.provenBy("key".getBytes(US_ASCII))).isFalse());
    }
  }
}
