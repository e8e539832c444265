package app.bothways.pairing;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.identity.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Messages as bytes: type (1 byte), length (2, big endian), that many bytes. */
final class Frames {
  static final int HEAD = 3;
  static final int LONGEST = 8192;
  static final int PROOF = 32;

  private Frames() {}

  static byte[] write(Message message) {
    return switch (message) {
      case Message.Hello m -> frame(1, concat(new byte[] {(byte) m.version()}, m.commitment()));
      case Message.Challenge m -> frame(2, m.commitment());
      case Message.Prove m -> frame(3, concat(m.proof(), m.opening().bytes()));
      case Message.Reveal m -> frame(4, concat(m.proof(), m.opening().bytes()));
      case Message.Confirm m ->
          frame(5, Addresses.text(m.address()).getBytes(StandardCharsets.US_ASCII));
      case Message.Prepared m -> frame(6);
      case Message.Committed m -> frame(7);
      case Message.Done m -> frame(8);
      case Message.End m -> frame(9, (byte) m.why().wire());
      case Message.Finish m -> frame(10, (byte) m.stage().wire());
      case Message.Known m -> frame(11);
      case Message.Unknown m -> frame(12);
    };
  }

  private static byte[] frame(int type, byte... body) {
    return ByteBuffer.allocate(HEAD + body.length)
        .put((byte) type)
        .putShort((short) body.length)
        .put(body)
        .array();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  /** The length that a head announces, which bounds what is read and kept. */
  static int length(byte[] head) throws NetException {
    int length = ((head[1] & 0xff) << 8) | (head[2] & 0xff);
    if (length > LONGEST) {
      throw new NetException(NetError.PROTOCOL, "a pairing message of " + length + " bytes");
    }
    return length;
  }

  /**
   * @throws IllegalArgumentException unless it is exactly what {@link #write} makes, but for
   *     address hints, of which strange ones are skipped
   */
  static Message read(int type, byte[] body) {
    return switch (type) {
      case 1 -> {
        need(body.length == 1 + Opening.NONCE);
        yield new Message.Hello(body[0] & 0xff, Arrays.copyOfRange(body, 1, body.length));
      }
      case 2 -> {
        need(body.length == Opening.NONCE);
        yield new Message.Challenge(body);
      }
      case 3 -> new Message.Prove(opening(body), Arrays.copyOf(body, PROOF));
      case 4 -> new Message.Reveal(opening(body), Arrays.copyOf(body, PROOF));
      case 5 -> {
        need(body.length <= Addresses.LONGEST);
        yield new Message.Confirm(hints(body));
      }
      case 6 -> bare(body, new Message.Prepared());
      case 7 -> bare(body, new Message.Committed());
      case 8 -> bare(body, new Message.Done());
      case 9 -> new Message.End(Refusal.ofWire(one(body)).orElse(Refusal.PROTOCOL));
      case 10 -> new Message.Finish(Unfinished.Stage.ofWire(one(body)));
      case 11 -> bare(body, new Message.Known());
      case 12 -> bare(body, new Message.Unknown());
      default -> throw new IllegalArgumentException("unknown type " + (type & 0xff));
    };
  }

  /** The id is not in the message: only the one that TLS proved counts. */
  private static NodeAddr hints(byte[] body) {
    return Addresses.parse(
        NodeId.of(new byte[NodeId.LENGTH]), new String(body, StandardCharsets.US_ASCII));
  }

  private static Opening opening(byte[] body) {
    int info = PROOF + Opening.NONCE;
    need(body.length > info && body.length - info <= Opening.LONGEST_INFO);
    return new Opening(
        Arrays.copyOfRange(body, PROOF, info), Arrays.copyOfRange(body, info, body.length));
  }

  private static int one(byte[] body) {
    need(body.length == 1);
    return body[0] & 0xff;
  }

  private static Message bare(byte[] body, Message message) {
    need(body.length == 0);
    return message;
  }

  private static void need(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("wrong length");
    }
  }
}
