package app.bothways.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The observer of a relay must be able to see what it swears not to have seen. */
class UnmaskingTest {
  private static final byte[] NEEDLE = "a canary".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REQUEST =
      "GET /relay HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void whatIsUnderAMaskIsFoundHoweverTheBytesArrive() {
    byte[] sent = sent(frame("before a canary after".getBytes(StandardCharsets.US_ASCII)));
    for (int piece = 1; piece <= sent.length; piece++) {
      var sieve = new Sieve();
      sieve.lookFor(NEEDLE);
      feed(sieve, sent, piece);
      assertThat(sieve.saw(NEEDLE)).as("in pieces of " + piece).isTrue();
      assertThat(sieve.bytes()).isEqualTo(REQUEST.length + 3 + 21 + 3);
    }
  }

  @Test
  void bytesThatOnlyLookLikeItUnderAMaskAreNotFound() {
    var sieve = new Sieve();
    sieve.lookFor(NEEDLE);
    byte[] masked = NEEDLE.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= 1;
    }
    feed(sieve, sent(frame(masked)), 7);
    assertThat(sieve.saw(NEEDLE)).isFalse();
  }

  private static void feed(Sieve sieve, byte[] sent, int piece) {
    var unmasking = new Unmasking(sieve.strand());
    for (int at = 0; at < sent.length; at += piece) {
      int n = Math.min(piece, sent.length - at);
      unmasking.write(java.util.Arrays.copyOfRange(sent, at, at + n), n);
    }
  }

  /** A request and three frames. */
  private static byte[] sent(byte[] frame) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(REQUEST);
    all.writeBytes(frame("one".getBytes(StandardCharsets.US_ASCII)));
    all.writeBytes(frame);
    all.writeBytes(frame("two".getBytes(StandardCharsets.US_ASCII)));
    return all.toByteArray();
  }

  /** A masked binary frame with a 16-bit length. */
  private static byte[] frame(byte[] payload) {
    byte[] mask = {9, 8, 7, 6};
    var frame = new ByteArrayOutputStream();
    frame.write(0x82);
    frame.write(0x80 | 126);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }
}
