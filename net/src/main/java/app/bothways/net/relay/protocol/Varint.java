package app.bothways.net.relay.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The lengths inside handshake frames: seven bits per byte, the low ones first, the top bit set on
 * all but the last (LEB128). Not QUIC's integers, which only the frame type is.
 */
final class Varint {
  /** Enough for any length that fits a frame. */
  private static final int MAX_BYTES = 3;

  private Varint() {}

  static void write(int value, ByteBuf out) {
    int rest = value;
    while (rest > 0x7f) {
      out.writeByte(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  /** Reads 0 to 2^21 - 1. */
  static int read(ByteBuf in) throws MalformedFrameException {
    int value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      if (!in.isReadable()) {
        throw new MalformedFrameException("ends inside an integer");
      }
      int next = in.readByte();
      value |= (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedFrameException("an integer that is too long");
  }
}
