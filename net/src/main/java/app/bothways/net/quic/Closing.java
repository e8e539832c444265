package app.bothways.net.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Application error codes with which this room itself closes a connection. */
public final class Closing {
  /** Nothing is wrong. */
  public static final long DONE = 0;

  /** The dialler took another of the connections that it tried. */
  public static final long SUPERFLUOUS = 0x6201;

  /** The other side broke the control protocol. */
  public static final long PROTOCOL = 0x6202;

  /** Nothing here serves the protocol any more. */
  public static final long NO_HANDLER = 0x6203;

  /** The other side restarted; this connection is of its former life. */
  public static final long FORMER_LIFE = 0x6204;

  /** The same two nodes have another connection for the protocol. */
  public static final long DUPLICATE = 0x6205;

  /** This node does not know the other. */
  public static final long STRANGER = 0x6206;

  /** This node does not want to be reached by the way that was taken. */
  public static final long WRONG_WAY = 0x6207;

  private static final int MAX_REASON = 200;

  private Closing() {}

  /** A reason as it is sent, so short that it fits into one datagram with all else. */
  static ByteBuf text(String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return Unpooled.copiedBuffer(text, 0, Math.min(text.length, MAX_REASON));
  }
}
