package app.bothways.net.socket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * Our own connection ids: 20 bytes, of which the first eight name the flow and the rest are random.
 * So a datagram finds its connection whatever address it comes from (RFC 9000 section 5.1).
 */
final class ConnectionIds implements QuicConnectionIdGenerator {
  static final int LENGTH = 20;

  private final SecureRandom random = new SecureRandom();
  private final LongSupplier flowOfNewConnection;

  ConnectionIds(LongSupplier flowOfNewConnection) {
    this.flowOfNewConnection = flowOfNewConnection;
  }

  ByteBuffer make(long flow) {
    var id = new byte[LENGTH];
    random.nextBytes(id);
    return ByteBuffer.wrap(id).putLong(0, flow);
  }

  long randomFlow() {
    return random.nextLong();
  }

  @Override
  public ByteBuffer newId(int length) {
    throw new UnsupportedOperationException("an id belongs to a flow");
  }

  /** Called for further ids of a connection: {@code input} is the one it has. */
  @Override
  public ByteBuffer newId(ByteBuffer input, int length) {
    return make(input.getLong(input.position()));
  }

  /** Called for the first id of an incoming connection, while its first datagram is processed. */
  @Override
  public ByteBuffer newId(ByteBuffer source, ByteBuffer destination, int length) {
    return make(flowOfNewConnection.getAsLong());
  }

  @Override
  public int maxConnectionIdLength() {
    return LENGTH;
  }

  @Override
  public boolean isIdempotent() {
    return false;
  }

  /** What the unprotected part of a QUIC header says (RFC 8999 section 5). */
  record Header(Kind kind, int idOffset, int idLength) {
    enum Kind {
      LONG,
      SHORT,
      MALFORMED
    }

    static final Header MALFORMED = new Header(Kind.MALFORMED, 0, 0);

    static Header read(ByteBuf datagram) {
      int at = datagram.readerIndex();
      int size = datagram.readableBytes();
      if (size < 1 + LENGTH) {
        return MALFORMED;
      }
      if ((datagram.getByte(at) & 0x80) == 0) {
        return new Header(Kind.SHORT, at + 1, LENGTH);
      }
      int length = datagram.getByte(at + 5) & 0xff;
      return length > LENGTH || size < 6 + length
          ? MALFORMED
          : new Header(Kind.LONG, at + 6, length);
    }

    /** True for the packet type that may begin a connection (RFC 9000 section 17.2.2). */
    static boolean initial(ByteBuf datagram) {
      return (datagram.getByte(datagram.readerIndex()) & 0xf0) == 0xc0
          && datagram.getInt(datagram.readerIndex() + 1) == 1;
    }
  }
}
