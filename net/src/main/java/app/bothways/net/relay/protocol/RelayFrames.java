package app.bothways.net.relay.protocol;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.protocol.RelayFrame.BatchFrom;
import app.bothways.net.relay.protocol.RelayFrame.BatchTo;
import app.bothways.net.relay.protocol.RelayFrame.ClientAuth;
import app.bothways.net.relay.protocol.RelayFrame.DatagramFrom;
import app.bothways.net.relay.protocol.RelayFrame.DatagramTo;
import app.bothways.net.relay.protocol.RelayFrame.EndpointGone;
import app.bothways.net.relay.protocol.RelayFrame.Health;
import app.bothways.net.relay.protocol.RelayFrame.Ping;
import app.bothways.net.relay.protocol.RelayFrame.Pong;
import app.bothways.net.relay.protocol.RelayFrame.Restarting;
import app.bothways.net.relay.protocol.RelayFrame.ServerChallenge;
import app.bothways.net.relay.protocol.RelayFrame.ServerConfirmsAuth;
import app.bothways.net.relay.protocol.RelayFrame.ServerDeniesAuth;
import app.bothways.net.relay.protocol.RelayFrame.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames, and readdresses those that a relay forwards. A frame is its type as a QUIC varint
 * (RFC 9000 section 16; one byte for every type there is) and a layout per type, big endian.
 */
public final class RelayFrames {
  static final int SERVER_CHALLENGE = 0;
  static final int CLIENT_AUTH = 1;
  static final int SERVER_CONFIRMS_AUTH = 2;
  static final int SERVER_DENIES_AUTH = 3;
  static final int DATAGRAM_TO = 4;
  static final int BATCH_TO = 5;
  static final int DATAGRAM_FROM = 6;
  static final int BATCH_FROM = 7;
  static final int ENDPOINT_GONE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  static final int HEALTH = 11;
  static final int RESTARTING = 12;
  static final int STATUS = 13;

  /** A whole frame as it may be received: the type and 65 536 bytes of content. */
  public static final int MAX_FRAME = 1 + 65_536;

  /** A whole frame as it may be sent. */
  public static final int MAX_SENT_FRAME = 65_536;

  /** Type, key and ECN before the data of a single datagram. */
  public static final int DATAGRAM_HEADER = 1 + NodeId.LENGTH + 1;

  /** The same and the segment size, before the data of a batch. */
  public static final int BATCH_HEADER = DATAGRAM_HEADER + 2;

  private RelayFrames() {}

  /**
   * The frame as bytes, in a new buffer. A carrier's data is copied and stays the caller's.
   *
   * @throws IllegalArgumentException when the frame would be longer than {@link #MAX_SENT_FRAME}
   */
  public static ByteBuf encode(RelayFrame frame, ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(sizeHint(frame), MAX_SENT_FRAME);
    try {
      write(frame, out);
      return out;
    } catch (IndexOutOfBoundsException tooLong) {
      out.release();
      throw new IllegalArgumentException("a frame has at most 65536 bytes", tooLong);
    }
  }

  private static int sizeHint(RelayFrame frame) {
    return switch (frame) {
      case RelayFrame.Carrier carrier ->
          Math.min(MAX_SENT_FRAME, BATCH_HEADER + carrier.data().readableBytes());
      case ClientAuth _ -> 1 + NodeId.LENGTH + 1 + ClientAuth.SIGNATURE_LENGTH;
      default -> 64;
    };
  }

  private static void write(RelayFrame frame, ByteBuf out) {
    switch (frame) {
      case ServerChallenge f -> out.writeByte(SERVER_CHALLENGE).writeBytes(f.challenge());
      case ClientAuth f -> {
        out.writeByte(CLIENT_AUTH).writeBytes(f.key().bytes());
        Varint.write(ClientAuth.SIGNATURE_LENGTH, out);
        out.writeBytes(f.signature());
      }
      case ServerConfirmsAuth _ -> out.writeByte(SERVER_CONFIRMS_AUTH);
      case ServerDeniesAuth f -> {
        byte[] reason = f.reason().getBytes(StandardCharsets.UTF_8);
        out.writeByte(SERVER_DENIES_AUTH);
        Varint.write(reason.length, out);
        out.writeBytes(reason);
      }
      case DatagramTo f -> datagram(DATAGRAM_TO, f.to(), f.ecn(), f.data(), out);
      case DatagramFrom f -> datagram(DATAGRAM_FROM, f.from(), f.ecn(), f.data(), out);
      case BatchTo f -> batch(BATCH_TO, f.to(), f.ecn(), f.segmentSize(), f.data(), out);
      case BatchFrom f -> batch(BATCH_FROM, f.from(), f.ecn(), f.segmentSize(), f.data(), out);
      case EndpointGone f -> out.writeByte(ENDPOINT_GONE).writeBytes(f.node().bytes());
      case Ping f -> out.writeByte(PING).writeLong(f.payload());
      case Pong f -> out.writeByte(PONG).writeLong(f.payload());
      case Health f ->
          out.writeByte(HEALTH).writeBytes(f.problem().getBytes(StandardCharsets.UTF_8));
      case Restarting f ->
          out.writeByte(RESTARTING)
              .writeInt((int) f.reconnectInMillis())
              .writeInt((int) f.tryForMillis());
      case Status f -> out.writeByte(STATUS).writeByte(f.code());
    }
  }

  private static void datagram(int type, NodeId key, int ecn, ByteBuf data, ByteBuf out) {
    out.writeByte(type).writeBytes(key.bytes()).writeByte(ecn);
    out.writeBytes(data, data.readerIndex(), data.readableBytes());
  }

  private static void batch(
      int type, NodeId key, int ecn, int segmentSize, ByteBuf data, ByteBuf out) {
    out.writeByte(type).writeBytes(key.bytes()).writeByte(ecn).writeShort(segmentSize);
    out.writeBytes(data, data.readerIndex(), data.readableBytes());
  }

  /**
   * Turns a client's carrier frame, already found well-formed, into what the receiver gets: the
   * type 4 becomes 6 and 5 becomes 7, the destination becomes {@code source}, and no other byte is
   * read or changed.
   */
  public static void readdress(ByteBuf frame, NodeId source) {
    int start = frame.readerIndex();
    frame.setByte(start, frame.getByte(start) + (DATAGRAM_FROM - DATAGRAM_TO));
    frame.setBytes(start + 1, source.bytes());
  }
}
