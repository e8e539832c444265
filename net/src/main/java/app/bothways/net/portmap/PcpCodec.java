package app.bothways.net.portmap;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** PCP messages (RFC 6887 sections 7, 11, 14.1): ANNOUNCE and MAP. */
final class PcpCodec {
  static final int NONCE_LENGTH = 12;
  private static final byte VERSION = 2;
  private static final byte ANNOUNCE = 0;
  private static final byte MAP = 1;
  private static final byte UDP = 17;
  private static final int RESPONSE = 128;
  private static final int HEADER = 24;
  private static final int MAP_LENGTH = 60;

  /** What a gateway answered. */
  sealed interface Answer {
    /**
     * It speaks PCP.
     *
     * @param epoch in seconds, see {@link Epoch}
     */
    record Here(long epoch) implements Answer {}

    record Mapped(InetSocketAddress external, Duration lifetime, long epoch) implements Answer {}

    record Refused(int code) implements Answer {
      /** What the gateway does not know, a gateway that speaks PCP may refuse. */
      boolean speaksPcp() {
        return code != UNSUPPORTED_VERSION;
      }

      String text() {
        return switch (code) {
          case UNSUPPORTED_VERSION -> "the router speaks another version";
          case 2 -> "the router does not allow it";
          case 3 -> "the router calls our request malformed";
          case 4, 5 -> "the router cannot do this";
          case 7 -> "the router is not connected itself";
          case 8 -> "the router has no ports left";
          case 10 -> "this device has too many mappings";
          case 11 -> "the router cannot give this port";
          case 12 -> "there is another router between this device and that one";
          default -> "the router answers with error " + code;
        };
      }
    }
  }

  private static final int UNSUPPORTED_VERSION = 1;

  private PcpCodec() {}

  static byte[] announceRequest(InetAddress client) {
    return header(ANNOUNCE, Duration.ZERO, client, HEADER).array();
  }

  /** A lifetime of zero ends the mapping (section 15). */
  static byte[] mapRequest(InetAddress client, byte[] nonce, Wish wish) {
    InetAddress none = client instanceof Inet4Address ? NO_IPV4 : client;
    return header(MAP, wish.lifetime(), client, MAP_LENGTH)
        .put(nonce, 0, NONCE_LENGTH)
        .put(UDP)
        .put(new byte[3])
        .putShort((short) wish.port())
        .putShort((short) wish.external())
        .put(mapped(none))
        .array();
  }

  private static final InetAddress NO_IPV4 = InetAddress.ofLiteral("0.0.0.0");

  private static ByteBuffer header(
      byte operation, Duration lifetime, InetAddress client, int length) {
    return ByteBuffer.allocate(length)
        .put(VERSION)
        .put(operation)
        .putShort((short) 0)
        .putInt((int) lifetime.toSeconds())
        .put(mapped(client));
  }

  /** IPv4 in the form {@code ::ffff:1.2.3.4} (section 5). */
  private static byte[] mapped(InetAddress address) {
    byte[] ip = address.getAddress();
    if (ip.length == 16) {
      return ip;
    }
    var out = new byte[16];
    out[10] = (byte) 0xff;
    out[11] = (byte) 0xff;
    System.arraycopy(ip, 0, out, 12, 4);
    return out;
  }

  /** Empty for what is no answer to {@code announceRequest}. */
  static Optional<Answer> announceAnswer(byte[] bytes) {
    // A gateway that speaks NAT-PMP alone answers in its own version (RFC 6886 section 9).
    if (bytes.length >= 4 && bytes[0] == 0 && (bytes[1] & 0xff) >= RESPONSE) {
      return Optional.of(new Answer.Refused(UNSUPPORTED_VERSION));
    }
    if (!response(bytes, ANNOUNCE)) {
      return Optional.empty();
    }
    int code = bytes[3] & 0xff;
    return Optional.of(code == 0 ? new Answer.Here(epoch(bytes)) : new Answer.Refused(code));
  }

  /** Empty for what is no answer to a request for {@code port} with {@code nonce}. */
  static Optional<Answer> mapAnswer(byte[] bytes, byte[] nonce, int port) {
    if (!response(bytes, MAP)) {
      return Optional.empty();
    }
    var in = ByteBuffer.wrap(bytes);
    boolean ours =
        bytes.length >= MAP_LENGTH
            && Arrays.equals(bytes, HEADER, HEADER + NONCE_LENGTH, nonce, 0, NONCE_LENGTH)
            && bytes[36] == UDP
            && (in.getShort(40) & 0xffff) == port;
    int code = bytes[3] & 0xff;
    if (code != 0) {
      // Some refusals come without the part that names what was refused.
      return ours || bytes.length < MAP_LENGTH
          ? Optional.of(new Answer.Refused(code))
          : Optional.empty();
    }
    int external = ours ? in.getShort(42) & 0xffff : 0;
    if (external == 0) {
      return Optional.empty();
    }
    Duration lifetime = Duration.ofSeconds(in.getInt(4) & 0xffff_ffffL);
    return address(Arrays.copyOfRange(bytes, 44, 60))
        .map(ip -> new Answer.Mapped(new InetSocketAddress(ip, external), lifetime, epoch(bytes)));
  }

  /** Section 7.2. */
  private static long epoch(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(8) & 0xffff_ffffL;
  }

  private static boolean response(byte[] bytes, int operation) {
    return bytes.length >= HEADER
        && bytes.length % 4 == 0
        && bytes[0] == VERSION
        && (bytes[1] & 0xff) == RESPONSE + operation;
  }

  /** Java turns {@code ::ffff:1.2.3.4} into an IPv4 address by itself. */
  private static Optional<InetAddress> address(byte[] ip) {
    try {
      return Optional.of(InetAddress.getByAddress(ip));
    } catch (UnknownHostException impossible) {
      return Optional.empty();
    }
  }
}
