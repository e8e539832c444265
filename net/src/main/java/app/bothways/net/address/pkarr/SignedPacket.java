package app.bothways.net.address.pkarr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A DNS message that a node has signed. There is no instance whose signature is wrong. What is
 * signed is the fragment {@code 3:seqi<timestamp>e1:v<length>:} and the message (BEP 44). The
 * message itself is not looked into here. Immutable.
 */
public final class SignedPacket {
  /** The longest DNS message. */
  public static final int MAX_DNS = 1000;

  private static final int SIGNATURE = 64;
  private static final int HEAD = SIGNATURE + Long.BYTES;

  /** The longest body: signature, timestamp, message. */
  public static final int MAX_BODY = HEAD + MAX_DNS;

  /** A DNS message is never shorter than its header (RFC 1035 section 4.1.1). */
  private static final int MIN_DNS = 12;

  private final NodeId key;
  private final byte[] body;

  private SignedPacket(NodeId key, byte[] body) {
    this.key = key;
    this.body = body;
  }

  /**
   * Signs {@code dns}.
   *
   * @param timestampMicros since 1970, positive; a later record must have a larger one
   * @throws IllegalArgumentException when the message or the timestamp is out of range
   */
  public static SignedPacket sign(NodeKey key, long timestampMicros, byte[] dns) {
    if (dns.length < MIN_DNS || dns.length > MAX_DNS || timestampMicros < 0) {
      throw new IllegalArgumentException(
          "a record has 12 to 1000 bytes and a positive time, not " + dns.length + " bytes");
    }
    byte[] signature = key.sign(signed(timestampMicros, dns));
    byte[] body =
        ByteBuffer.allocate(HEAD + dns.length)
            .put(signature)
            .putLong(timestampMicros)
            .put(dns)
            .array();
    return new SignedPacket(key.id(), body);
  }

  /**
   * Reads what goes over the wire: signature, timestamp (microseconds, 64 bits big endian), DNS
   * message. Empty unless it is that, under a strict Ed25519 signature of {@code key}.
   */
  public static Optional<SignedPacket> verify(NodeId key, byte[] body) {
    if (body.length < HEAD + MIN_DNS || body.length > MAX_BODY) {
      return Optional.empty();
    }
    long timestamp = ByteBuffer.wrap(body).getLong(SIGNATURE);
    byte[] message = signed(timestamp, Arrays.copyOfRange(body, HEAD, body.length));
    byte[] raw = key.bytes();
    boolean valid =
        timestamp >= 0
            && Ed25519.validatePublicKeyFull(raw, 0)
            && Ed25519.validatePublicKeyFull(body, 0)
            && Ed25519.verify(body, 0, raw, 0, message, 0, message.length);
    return valid ? Optional.of(new SignedPacket(key, body.clone())) : Optional.empty();
  }

  private static byte[] signed(long timestamp, byte[] dns) {
    byte[] head =
        ("3:seqi" + Long.toUnsignedString(timestamp) + "e1:v" + dns.length + ":")
            .getBytes(US_ASCII);
    byte[] all = Arrays.copyOf(head, head.length + dns.length);
    System.arraycopy(dns, 0, all, head.length, dns.length);
    return all;
  }

  public NodeId key() {
    return key;
  }

  /** Microseconds since 1970. */
  public long timestampMicros() {
    return ByteBuffer.wrap(body).getLong(SIGNATURE);
  }

  /** The DNS message. */
  public byte[] dns() {
    return Arrays.copyOfRange(body, HEAD, body.length);
  }

  /** What {@link #verify} reads. */
  public byte[] body() {
    return body.clone();
  }

  /** By timestamp; of two with the same, the one whose message is larger as unsigned bytes. */
  public boolean isNewerThan(SignedPacket other) {
    return timestampMicros() != other.timestampMicros()
        ? timestampMicros() > other.timestampMicros()
        : Arrays.compareUnsigned(dns(), other.dns()) > 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedPacket packet
        && packet.key.equals(key)
        && Arrays.equals(packet.body, body);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(body);
  }

  @Override
  public String toString() {
    return "SignedPacket of " + key + " at " + timestampMicros();
  }
}
