package app.bothways.net.portmap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** NAT-PMP messages (RFC 6886 section 3). */
final class PmpCodec {
  private static final byte VERSION = 0;
  private static final byte ADDRESS = 0;
  private static final byte MAP_UDP = 1;
  private static final int RESPONSE = 128;
  private static final int ADDRESS_LENGTH = 12;
  private static final int MAP_LENGTH = 16;

  /** What a gateway answered. */
  sealed interface Answer {
    /**
     * Its address outside.
     *
     * @param epoch in seconds, see {@link Epoch}
     */
    record External(InetAddress address, long epoch) implements Answer {}

    record Mapped(int internalPort, int externalPort, Duration lifetime, long epoch)
        implements Answer {}

    record Refused(int code) implements Answer {
      String text() {
        return switch (code) {
          case 1 -> "the router speaks another version";
          case 2 -> "the router does not allow it";
          case 3 -> "the router is not connected itself";
          case 4 -> "the router has no ports left";
          case 5 -> "the router cannot do this";
          default -> "the router answers with error " + code;
        };
      }
    }
  }

  private PmpCodec() {}

  static byte[] addressRequest() {
    return new byte[] {VERSION, ADDRESS};
  }

  /** A lifetime of zero ends the mapping (section 3.4). */
  static byte[] mapRequest(int port, int external, Duration lifetime) {
    return ByteBuffer.allocate(12)
        .put(VERSION)
        .put(MAP_UDP)
        .putShort((short) 0)
        .putShort((short) port)
        .putShort((short) (lifetime.isZero() ? 0 : external))
        .putInt((int) lifetime.toSeconds())
        .array();
  }

  /** Empty for what is no answer to such a request. */
  static Optional<Answer> addressAnswer(byte[] bytes) {
    return body(bytes, ADDRESS, ADDRESS_LENGTH)
        .flatMap(
            body ->
                body.getShort(2) != 0
                    ? refused(body)
                    : address(body.getInt(8)).map(ip -> new Answer.External(ip, epoch(body))));
  }

  /** Empty for what is no answer to a request for {@code port}. */
  static Optional<Answer> mapAnswer(byte[] bytes, int port) {
    Optional<ByteBuffer> body = body(bytes, MAP_UDP, MAP_LENGTH);
    if (body.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer in = body.get();
    if (in.getShort(2) != 0) {
      return refused(in);
    }
    int internal = in.getShort(8) & 0xffff;
    int external = in.getShort(10) & 0xffff;
    Duration lifetime = Duration.ofSeconds(in.getInt(12) & 0xffff_ffffL);
    return internal == port && external != 0
        ? Optional.of(new Answer.Mapped(internal, external, lifetime, epoch(in)))
        : Optional.empty();
  }

  /** Section 3.6. */
  private static long epoch(ByteBuffer in) {
    return in.getInt(4) & 0xffff_ffffL;
  }

  /** Refusals may be as short as the head: version, operation, result, seconds. */
  private static Optional<ByteBuffer> body(byte[] bytes, int operation, int length) {
    var in = ByteBuffer.wrap(bytes);
    boolean ours =
        bytes.length >= 8 && bytes[0] == VERSION && (bytes[1] & 0xff) == RESPONSE + operation;
    boolean whole = ours && (in.getShort(2) != 0 || bytes.length >= length);
    return whole ? Optional.of(in) : Optional.empty();
  }

  private static Optional<Answer> refused(ByteBuffer in) {
    return Optional.of(new Answer.Refused(in.getShort(2) & 0xffff));
  }

  private static Optional<InetAddress> address(int bits) {
    try {
      return Optional.of(InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(bits).array()));
    } catch (UnknownHostException impossible) {
      return Optional.empty();
    }
  }
}
