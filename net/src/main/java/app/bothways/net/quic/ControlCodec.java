package app.bothways.net.quic;

import app.bothways.net.PathPolicy;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.path.ProbeSecret;
import app.bothways.net.report.NatKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Control messages as bytes: length (u16, of what follows), type (u8), fields; big endian. A
 * message has at most {@value #MAX_LENGTH} bytes. Types that are not known are skipped, so that
 * newer nodes can say more.
 */
final class ControlCodec {
  static final int MAX_LENGTH = 2048;
  private static final int MAX_URL = 255;

  private ControlCodec() {}

  static ByteBuf encode(ByteBufAllocator allocator, ControlMessage message) {
    ByteBuf out = allocator.directBuffer(128);
    out.writeShort(0);
    switch (message) {
      case ControlMessage.Hello hello -> hello(out, hello);
      case ControlMessage.Start start -> out.writeByte(2);
      case ControlMessage.Candidates candidates -> candidates(out, candidates);
      case ControlMessage.Relays relays -> relays(out, relays);
      case ControlMessage.Policy policy -> out.writeByte(5).writeByte(policy.policy().ordinal());
      case ControlMessage.Ping ping -> out.writeByte(6).writeLong(ping.token());
      case ControlMessage.Nat nat -> out.writeByte(8).writeByte(nat.kind().ordinal());
      case ControlMessage.Knocking knocking -> out.writeByte(12);
      case ControlMessage.Pong pong -> out.writeByte(7).writeLong(pong.token());
    }
    return out.setShort(0, out.readableBytes() - 2);
  }

  private static void hello(ByteBuf out, ControlMessage.Hello hello) {
    out.writeByte(1)
        .writeShort(hello.version())
        .writeLong(hello.instance())
        .writeByte(hello.policy().ordinal())
        .writeBytes(hello.secret().name())
        .writeBytes(hello.secret().key());
  }

  private static void candidates(ByteBuf out, ControlMessage.Candidates candidates) {
    List<InetSocketAddress> some =
        candidates.addresses().stream().limit(ControlMessage.MAX_ADDRESSES).toList();
    out.writeByte(3).writeByte(some.size());
    for (InetSocketAddress one : some) {
      byte[] ip = one.getAddress().getAddress();
      out.writeByte(ip.length).writeBytes(ip).writeShort(one.getPort());
    }
  }

  private static void relays(ByteBuf out, ControlMessage.Relays relays) {
    List<byte[]> some =
        relays.urls().stream()
            .map(url -> url.toString().getBytes(StandardCharsets.UTF_8))
            .filter(bytes -> bytes.length <= MAX_URL)
            .limit(ControlMessage.MAX_RELAYS)
            .toList();
    out.writeByte(4).writeByte(some.size());
    some.forEach(bytes -> out.writeByte(bytes.length).writeBytes(bytes));
  }

  /**
   * Takes the next whole message off {@code in}; empty when more bytes are needed or only messages
   * of unknown type were there.
   *
   * @throws MalformedControlException when these bytes can never become a message
   */
  static Optional<ControlMessage> decode(ByteBuf in) throws MalformedControlException {
    while (in.readableBytes() >= 3) {
      int length = in.getUnsignedShort(in.readerIndex());
      if (length < 1 || length > MAX_LENGTH) {
        throw new MalformedControlException("a message of " + length + " bytes");
      }
      if (in.readableBytes() < 2 + length) {
        return Optional.empty();
      }
      in.skipBytes(2);
      Optional<ControlMessage> message = body(in.readSlice(length));
      if (message.isPresent()) {
        return message;
      }
    }
    return Optional.empty();
  }

  private static Optional<ControlMessage> body(ByteBuf in) throws MalformedControlException {
    try {
      return switch (in.readUnsignedByte()) {
        case 1 ->
            Optional.of(
                new ControlMessage.Hello(
                    in.readUnsignedShort(), in.readLong(), policy(in), secret(in)));
        case 2 -> Optional.of(new ControlMessage.Start());
        case 3 -> Optional.of(new ControlMessage.Candidates(addresses(in)));
        case 4 -> Optional.of(new ControlMessage.Relays(urls(in)));
        case 5 -> Optional.of(new ControlMessage.Policy(policy(in)));
        case 6 -> Optional.of(new ControlMessage.Ping(in.readLong()));
        case 7 -> Optional.of(new ControlMessage.Pong(in.readLong()));
        case 8 -> nat(in.readUnsignedByte());
        case 12 -> Optional.of(new ControlMessage.Knocking());
        default -> Optional.empty();
      };
    } catch (IndexOutOfBoundsException tooShort) {
      throw new MalformedControlException("a message that ends too early");
    }
  }

  /** A kind that only later versions know says nothing to this one. */
  private static Optional<ControlMessage> nat(int ordinal) {
    return ordinal < NatKind.values().length
        ? Optional.of(new ControlMessage.Nat(NatKind.values()[ordinal]))
        : Optional.empty();
  }

  private static PathPolicy policy(ByteBuf in) throws MalformedControlException {
    int ordinal = in.readUnsignedByte();
    if (ordinal >= PathPolicy.values().length) {
      throw new MalformedControlException("policy " + ordinal);
    }
    return PathPolicy.values()[ordinal];
  }

  private static ProbeSecret secret(ByteBuf in) {
    var name = new byte[ProbeSecret.NAME_LENGTH];
    var key = new byte[ProbeSecret.KEY_LENGTH];
    in.readBytes(name).readBytes(key);
    return new ProbeSecret(name, key);
  }

  private static List<InetSocketAddress> addresses(ByteBuf in) throws MalformedControlException {
    int count = in.readUnsignedByte();
    if (count > ControlMessage.MAX_ADDRESSES) {
      throw new MalformedControlException(count + " addresses");
    }
    var addresses = new ArrayList<InetSocketAddress>(count);
    for (int i = 0; i < count; i++) {
      int length = in.readUnsignedByte();
      if (length != 4 && length != 16) {
        throw new MalformedControlException("an address of " + length + " bytes");
      }
      var ip = new byte[length];
      in.readBytes(ip);
      addresses.add(new InetSocketAddress(address(ip), in.readUnsignedShort()));
    }
    return addresses;
  }

  private static InetAddress address(byte[] ip) throws MalformedControlException {
    try {
      return InetAddress.getByAddress(ip);
    } catch (UnknownHostException e) {
      throw new MalformedControlException(e.getMessage());
    }
  }

  private static List<RelayUrl> urls(ByteBuf in) throws MalformedControlException {
    int count = in.readUnsignedByte();
    if (count > ControlMessage.MAX_RELAYS) {
      throw new MalformedControlException(count + " relays");
    }
    var urls = new ArrayList<RelayUrl>(count);
    for (int i = 0; i < count; i++) {
      var bytes = new byte[in.readUnsignedByte()];
      in.readBytes(bytes);
      // A URL that we cannot read is one relay the less, not a broken peer.
      RelayUrl.parse(new String(bytes, StandardCharsets.UTF_8)).ifPresent(urls::add);
    }
    return urls;
  }
}
