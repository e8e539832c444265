package app.bothways.net.relay.protocol;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.protocol.RelayFrame.ClientAuth;
import app.bothways.net.relay.protocol.RelayFrame.ServerChallenge;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one frame from the content of one WebSocket message. Never reads past it, never allocates
 * more than it holds, takes at most {@link RelayFrames#MAX_FRAME} bytes.
 *
 * <p>Only the two low bits of the ECN byte have a meaning; the others are ignored.
 */
public final class RelayFrameDecoder {
  private RelayFrameDecoder() {}

  /** What a client sent to a relay. Data of a carrier is a retained slice of {@code in}. */
  public static RelayFrame.FromClient fromClient(ByteBuf in) throws MalformedFrameException {
    int type = type(in);
    return switch (type) {
      case RelayFrames.CLIENT_AUTH -> clientAuth(in);
      case RelayFrames.DATAGRAM_TO -> new RelayFrame.DatagramTo(node(in), ecn(in), data(in));
      case RelayFrames.BATCH_TO ->
          new RelayFrame.BatchTo(node(in), ecn(in), segmentSize(in), data(in));
      case RelayFrames.PING -> new RelayFrame.Ping(payload(in));
      case RelayFrames.PONG -> new RelayFrame.Pong(payload(in));
      default -> throw new MalformedFrameException("a client sends no frame of type " + type);
    };
  }

  /** What a relay sent to a client. Data of a carrier is a retained slice of {@code in}. */
  public static RelayFrame.FromRelay fromRelay(ByteBuf in, RelayVersion version)
      throws MalformedFrameException {
    int type = type(in);
    return switch (type) {
      case RelayFrames.SERVER_CHALLENGE -> new ServerChallenge(exactly(in, ServerChallenge.LENGTH));
      case RelayFrames.SERVER_CONFIRMS_AUTH -> {
        end(in);
        yield new RelayFrame.ServerConfirmsAuth();
      }
      case RelayFrames.SERVER_DENIES_AUTH -> new RelayFrame.ServerDeniesAuth(reason(in));
      case RelayFrames.DATAGRAM_FROM -> new RelayFrame.DatagramFrom(node(in), ecn(in), data(in));
      case RelayFrames.BATCH_FROM ->
          new RelayFrame.BatchFrom(node(in), ecn(in), segmentSize(in), data(in));
      case RelayFrames.ENDPOINT_GONE ->
          new RelayFrame.EndpointGone(NodeId.of(exactly(in, NodeId.LENGTH)));
      case RelayFrames.PING -> new RelayFrame.Ping(payload(in));
      case RelayFrames.PONG -> new RelayFrame.Pong(payload(in));
      case RelayFrames.RESTARTING -> restarting(in);
      default -> trouble(type, in, version);
    };
  }

  /** The two frames that belong to one version each. */
  private static RelayFrame.FromRelay trouble(int type, ByteBuf in, RelayVersion version)
      throws MalformedFrameException {
    if (type == RelayFrames.HEALTH && version == RelayVersion.V1) {
      return new RelayFrame.Health(text(in, in.readableBytes()));
    }
    if (type == RelayFrames.STATUS && version == RelayVersion.V2) {
      return new RelayFrame.Status(exactly(in, 1)[0] & 0xff);
    }
    throw new MalformedFrameException(
        "a relay sends no frame of type " + type + " in " + version.subProtocol());
  }

  private static int type(ByteBuf in) throws MalformedFrameException {
    if (in.readableBytes() > RelayFrames.MAX_FRAME) {
      throw new MalformedFrameException("too long: " + in.readableBytes() + " bytes");
    }
    need(in, 1);
    // Every type there is fits the one-byte form; RFC 9000 section 12.4 forbids the longer ones.
    return in.readUnsignedByte();
  }

  private static ClientAuth clientAuth(ByteBuf in) throws MalformedFrameException {
    NodeId key = node(in);
    int length = Varint.read(in);
    if (length != ClientAuth.SIGNATURE_LENGTH) {
      throw new MalformedFrameException("a signature of " + length + " bytes");
    }
    return new ClientAuth(key, exactly(in, ClientAuth.SIGNATURE_LENGTH));
  }

  private static RelayFrame.Restarting restarting(ByteBuf in) throws MalformedFrameException {
    need(in, 8);
    var frame = new RelayFrame.Restarting(in.readUnsignedInt(), in.readUnsignedInt());
    end(in);
    return frame;
  }

  private static String reason(ByteBuf in) throws MalformedFrameException {
    int length = Varint.read(in);
    if (length != in.readableBytes()) {
      throw new MalformedFrameException("a reason of " + length + " bytes does not fit");
    }
    return text(in, length);
  }

  private static String text(ByteBuf in, int length) throws MalformedFrameException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(exactly(in, length)))
          .toString();
    } catch (CharacterCodingException notText) {
      throw new MalformedFrameException("text that is not UTF-8");
    }
  }

  private static NodeId node(ByteBuf in) throws MalformedFrameException {
    need(in, NodeId.LENGTH);
    var bytes = new byte[NodeId.LENGTH];
    in.readBytes(bytes);
    return NodeId.of(bytes);
  }

  private static int ecn(ByteBuf in) throws MalformedFrameException {
    need(in, 1);
    return in.readByte() & 3;
  }

  private static int segmentSize(ByteBuf in) throws MalformedFrameException {
    need(in, 2);
    return in.readUnsignedShort();
  }

  private static long payload(ByteBuf in) throws MalformedFrameException {
    need(in, 8);
    long payload = in.readLong();
    end(in);
    return payload;
  }

  private static ByteBuf data(ByteBuf in) throws MalformedFrameException {
    if (!in.isReadable()) {
      throw new MalformedFrameException("an empty datagram");
    }
    return in.readRetainedSlice(in.readableBytes());
  }

  private static byte[] exactly(ByteBuf in, int length) throws MalformedFrameException {
    need(in, length);
    var bytes = new byte[length];
    in.readBytes(bytes);
    end(in);
    return bytes;
  }

  private static void need(ByteBuf in, int length) throws MalformedFrameException {
    if (in.readableBytes() < length) {
      throw new MalformedFrameException("too short");
    }
  }

  private static void end(ByteBuf in) throws MalformedFrameException {
    if (in.isReadable()) {
      throw new MalformedFrameException(in.readableBytes() + " bytes too many");
    }
  }
}
