package app.bothways.net.path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The part of STUN (RFC 8489) that probing needs: binding requests and success responses with
 * USERNAME, XOR-MAPPED-ADDRESS and MESSAGE-INTEGRITY-SHA256. Told apart from QUIC by the first two
 * bits, which are zero (RFC 9443).
 */
public final class Stun {
  public static final int REQUEST = 0x0001;
  public static final int RESPONSE = 0x0101;
  public static final int TRANSACTION_LENGTH = 12;

  private static final int COOKIE = 0x2112A442;
  private static final int HEADER = 20;

  /** Padded probes fill a packet of Ethernet. */
  private static final int MAX_MESSAGE = PathSize.LARGEST;

  private static final int USERNAME = 0x0006;
  private static final int INTEGRITY = 0x001C;
  private static final int XOR_MAPPED = 0x0020;

  /** Of the range that may be passed over and that nobody registers without asking. */
  private static final int FILLER = 0xFF42;

  /** The attribute that tells an IPv6 address. */
  private static final int LONGEST_ADDRESS = 24;

  private static final int CHANGE_REQUEST = 0x0003;
  private static final byte[] CHANGE_PORT = {0, 0, 0, 2};
  private static final int ERROR = 0x0111;
  private static final int ERROR_CODE = 0x0009;
  private static final int UNKNOWN_ATTRIBUTES = 0x000A;

  /** Types from here on may be passed over when they are not understood. */
  private static final int OPTIONAL_FROM = 0x8000;

  /**
   * USERNAME, both MESSAGE-INTEGRITY: a public responder asks for none and minds none; PRIORITY.
   */
  private static final java.util.Set<Integer> UNDERSTOOD =
      java.util.Set.of(USERNAME, 0x0008, 0x001C, XOR_MAPPED, 0x0024, 0x0025);

  private static final int INTEGRITY_LENGTH = 32;

  private Stun() {}

  /**
   * A message as it came, integrity not yet checked.
   *
   * @param mapped the address that the sender saw, in a response
   */
  public record Message(
      int type,
      Transaction transaction,
      Optional<byte[]> username,
      Optional<InetSocketAddress> mapped,
      Optional<byte[]> integrity,
      byte[] covered) {
    /** True when the message carries a code made with {@code key}; compared in constant time. */
    public boolean provenBy(byte[] key) {
      return integrity
          .map(code -> MessageDigest.isEqual(code, Arrays.copyOf(hmac(key, covered), code.length)))
          .orElse(false);
    }
  }

  /** The 96 bits by which a response finds its request. */
  public record Transaction(int high, long low) {
    public static Transaction random(java.util.random.RandomGenerator random) {
      return new Transaction(random.nextInt(), random.nextLong());
    }
  }

  /** True when the first two bits say STUN and not QUIC. */
  public static boolean looksLikeStun(ByteBuf datagram) {
    return datagram.isReadable() && (datagram.getByte(datagram.readerIndex()) & 0xc0) == 0;
  }

  /** A request that only the holder of {@code secret} can recognise. */
  public static ByteBuf request(
      ByteBufAllocator allocator, Transaction transaction, ProbeSecret secret) {
    ByteBuf out = header(allocator, REQUEST, transaction);
    attribute(out, USERNAME, secret.name());
    return seal(out, secret.key());
  }

  /**
   * The same, filled up to {@code size} bytes, a multiple of four. Whoever does not know the
   * attribute passes it over.
   */
  static ByteBuf padded(
      ByteBufAllocator allocator, Transaction transaction, ProbeSecret secret, int size) {
    ByteBuf out = header(allocator, REQUEST, transaction);
    attribute(out, USERNAME, secret.name());
    attribute(out, FILLER, new byte[size - out.readableBytes() - 4 - 4 - INTEGRITY_LENGTH]);
    return seal(out, secret.key());
  }

  /**
   * A request without any proof, for a public STUN responder. Filled up to the length of the
   * longest answer, so that nobody gets more than was sent in his name.
   */
  public static ByteBuf plainRequest(ByteBufAllocator allocator, Transaction transaction) {
    return filled(header(allocator, REQUEST, transaction));
  }

  private static ByteBuf filled(ByteBuf out) {
    attribute(out, FILLER, new byte[HEADER + LONGEST_ADDRESS - out.readableBytes() - 4]);
    return out;
  }

  /** A plain request to be answered from the responder's other port (RFC 5780 section 7.2). */
  public static ByteBuf otherPortRequest(ByteBufAllocator allocator, Transaction transaction) {
    ByteBuf out = header(allocator, REQUEST, transaction);
    attribute(out, CHANGE_REQUEST, CHANGE_PORT);
    return filled(out);
  }

  /**
   * What is to be said from the other port; empty unless {@code datagram} is a request for exactly
   * that, filled up or not. Longer than its request by no more than other answers are.
   */
  public static Optional<ByteBuf> otherPortAnswer(
      ByteBufAllocator allocator, ByteBuf datagram, InetSocketAddress seen) {
    int at = datagram.readerIndex();
    boolean wanted =
        bareOrFilled(datagram, HEADER + 4 + CHANGE_PORT.length)
            && datagram.getUnsignedShort(at + HEADER) == CHANGE_REQUEST
            && datagram.getUnsignedShort(at + HEADER + 2) == CHANGE_PORT.length
            && datagram.getInt(at + HEADER + 4) == CHANGE_PORT[3];
    return parse(datagram)
        .filter(message -> wanted && message.type() == REQUEST)
        .map(
            message -> {
              ByteBuf answer = header(allocator, RESPONSE, message.transaction());
              attribute(answer, XOR_MAPPED, xor(seen, message.transaction()));
              return answer;
            });
  }

  private static boolean bareOrFilled(ByteBuf datagram, int bare) {
    int size = datagram.readableBytes();
    int at = datagram.readerIndex() + bare;
    return size == bare
        || size >= bare + 4
            && datagram.getUnsignedShort(at) == FILLER
            && datagram.getUnsignedShort(at + 2) == size - bare - 4;
  }

  /** The answer to a request that came from {@code seen}. */
  public static ByteBuf response(
      ByteBufAllocator allocator,
      Transaction transaction,
      Optional<InetSocketAddress> seen,
      byte[] key) {
    ByteBuf out = header(allocator, RESPONSE, transaction);
    seen.ifPresent(address -> attribute(out, XOR_MAPPED, xor(address, transaction)));
    return seal(out, key);
  }

  /**
   * What a public responder says to a datagram that came from {@code seen}: the address, or, to a
   * request with attributes that must be understood and are not, error 420 with their types (RFC
   * 8489 sections 6.3.1 and 14.9). Empty when it is no well-formed binding request.
   *
   * <p>Never longer than a request of {@link #plainRequest}. To a bare one of twenty bytes, as
   * others send it, the answer is longer by the attribute that carries the address: 12 bytes for
   * IPv4, 24 for IPv6; with the headers of IP and UDP that is a quarter, and a third, more.
   */
  public static Optional<ByteBuf> bindingAnswer(
      ByteBufAllocator allocator, ByteBuf datagram, InetSocketAddress seen) {
    Optional<Message> request = parse(datagram).filter(message -> message.type() == REQUEST);
    if (request.isEmpty()) {
      return Optional.empty();
    }
    Transaction transaction = request.get().transaction();
    byte[] unknown = unknownRequired(datagram);
    if (unknown.length > 0) {
      ByteBuf refusal = header(allocator, ERROR, transaction);
      attribute(refusal, ERROR_CODE, new byte[] {0, 0, 4, 20});
      attribute(refusal, UNKNOWN_ATTRIBUTES, unknown);
      return Optional.of(refusal);
    }
    ByteBuf answer = header(allocator, RESPONSE, transaction);
    attribute(answer, XOR_MAPPED, xor(seen, transaction));
    return Optional.of(answer);
  }

  /** The types, two bytes each, of a well-formed message that may not be passed over. */
  private static byte[] unknownRequired(ByteBuf datagram) {
    var types = new java.io.ByteArrayOutputStream();
    int end = datagram.readerIndex() + datagram.readableBytes();
    int at = datagram.readerIndex() + HEADER;
    while (at + 4 <= end) {
      int type = datagram.getUnsignedShort(at);
      int length = datagram.getUnsignedShort(at + 2);
      if (type < OPTIONAL_FROM && !UNDERSTOOD.contains(type)) {
        types.write(type >>> 8);
        types.write(type);
      }
      at += 4 + length + (4 - length % 4) % 4;
    }
    return types.toByteArray();
  }

  private static ByteBuf header(ByteBufAllocator allocator, int type, Transaction transaction) {
    return allocator
        .directBuffer(128)
        .writeShort(type)
        .writeShort(0)
        .writeInt(COOKIE)
        .writeInt(transaction.high())
        .writeLong(transaction.low());
  }

  private static void attribute(ByteBuf out, int type, byte[] value) {
    out.writeShort(type).writeShort(value.length).writeBytes(value);
    out.writeZero((4 - value.length % 4) % 4);
    out.setShort(2, out.readableBytes() - HEADER);
  }

  private static ByteBuf seal(ByteBuf out, byte[] key) {
    // The code covers a header that already counts the attribute itself (RFC 8489 section 14.6).
    int end = out.readableBytes();
    out.setShort(2, end - HEADER + 4 + INTEGRITY_LENGTH);
    var covered = new byte[end];
    out.getBytes(0, covered);
    attribute(out, INTEGRITY, hmac(key, covered));
    return out;
  }

  /**
   * Reads one datagram; empty when it is not a well-formed binding request or success response.
   * Reads without moving the buffer's index.
   */
  public static Optional<Message> parse(ByteBuf datagram) {
    int size = datagram.readableBytes();
    if (size < HEADER || size > MAX_MESSAGE) {
      return Optional.empty();
    }
    var bytes = new byte[size];
    datagram.getBytes(datagram.readerIndex(), bytes);
    return parse(bytes);
  }

  static Optional<Message> parse(byte[] bytes) {
    var in = java.nio.ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || bytes.length > MAX_MESSAGE) {
      return Optional.empty();
    }
    int type = in.getShort(0) & 0xffff;
    int length = in.getShort(2) & 0xffff;
    boolean known = type == REQUEST || type == RESPONSE;
    if (!known || in.getInt(4) != COOKIE || length != bytes.length - HEADER || length % 4 != 0) {
      return Optional.empty();
    }
    return new Reader(bytes, type, new Transaction(in.getInt(8), in.getLong(12))).read();
  }

  private static final class Reader {
    private final byte[] bytes;
    private final java.nio.ByteBuffer in;
    private final int type;
    private final Transaction transaction;
    private Optional<byte[]> username = Optional.empty();
    private Optional<InetSocketAddress> mapped = Optional.empty();
    private Optional<byte[]> integrity = Optional.empty();
    private byte[] covered = new byte[0];

    Reader(byte[] bytes, int type, Transaction transaction) {
      this.bytes = bytes;
      this.in = java.nio.ByteBuffer.wrap(bytes);
      this.type = type;
      this.transaction = transaction;
    }

    Optional<Message> read() {
      int at = HEADER;
      // What follows the integrity code is not covered by it and therefore not read.
      while (at < bytes.length && integrity.isEmpty()) {
        if (at + 4 > bytes.length) {
          return Optional.empty();
        }
        int kind = in.getShort(at) & 0xffff;
        int length = in.getShort(at + 2) & 0xffff;
        int end = at + 4 + length;
        if (end > bytes.length || !take(kind, at, Arrays.copyOfRange(bytes, at + 4, end))) {
          return Optional.empty();
        }
        at = end + (4 - length % 4) % 4;
      }
      return Optional.of(new Message(type, transaction, username, mapped, integrity, covered));
    }

    private boolean take(int kind, int at, byte[] value) {
      switch (kind) {
        case USERNAME -> username = Optional.of(value);
        case XOR_MAPPED -> mapped = unxor(value, transaction);
        case INTEGRITY -> {
          // Truncation to no less than 16 bytes is allowed (RFC 8489 section 14.6).
          if (value.length < 16 || value.length > INTEGRITY_LENGTH || value.length % 4 != 0) {
            return false;
          }
          integrity = Optional.of(value);
          covered = Arrays.copyOf(bytes, at);
          java.nio.ByteBuffer.wrap(covered).putShort(2, (short) (at - HEADER + 4 + value.length));
        }
        default -> {
          // Attributes that are not understood do not change what a probe proves.
        }
      }
      return true;
    }
  }

  private static byte[] xor(InetSocketAddress address, Transaction transaction) {
    byte[] ip = address.getAddress().getAddress();
    var value = java.nio.ByteBuffer.allocate(4 + ip.length);
    value.put((byte) 0).put((byte) (ip.length == 4 ? 1 : 2));
    value.putShort((short) (address.getPort() ^ (COOKIE >>> 16)));
    return value.put(mask(ip, transaction)).array();
  }

  private static Optional<InetSocketAddress> unxor(byte[] value, Transaction transaction) {
    int family = value.length < 4 ? 0 : value[1];
    if (!(family == 1 && value.length == 8) && !(family == 2 && value.length == 20)) {
      return Optional.empty();
    }
    int port = (java.nio.ByteBuffer.wrap(value).getShort(2) ^ (COOKIE >>> 16)) & 0xffff;
    try {
      byte[] ip = mask(Arrays.copyOfRange(value, 4, value.length), transaction);
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(ip), port));
    } catch (UnknownHostException impossible) {
      return Optional.empty();
    }
  }

  private static byte[] mask(byte[] ip, Transaction transaction) {
    byte[] pad =
        java.nio.ByteBuffer.allocate(16)
            .putInt(COOKIE)
            .putInt(transaction.high())
            .putLong(transaction.low())
            .array();
    var out = new byte[ip.length];
    for (int i = 0; i < ip.length; i++) {
      out[i] = (byte) (ip[i] ^ pad[i]);
    }
    return out;
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HMAC-SHA256", e);
    }
  }
}
