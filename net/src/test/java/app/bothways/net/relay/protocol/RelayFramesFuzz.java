package app.bothways.net.relay.protocol;

import app.bothways.net.fuzz.Bounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;

/** A frame is refused, or read and written back as it was. */
public final class RelayFramesFuzz {
  private static final long FIXED = 4L << 20;

  private RelayFramesFuzz() {}

  /** The first byte says who sent it and in which version. */
  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    if (data.length > 0) {
      byte[] frame = Arrays.copyOfRange(data, 1, data.length);
      Bounds.allocate(FIXED + 8L * data.length, () -> read(data[0], frame));
    }
  }

  private static void read(byte side, byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    try {
      RelayFrame frame =
          switch (side & 3) {
            case 0 -> RelayFrameDecoder.fromRelay(in, RelayVersion.V1);
            case 1 -> RelayFrameDecoder.fromRelay(in, RelayVersion.V2);
            default -> RelayFrameDecoder.fromClient(in);
          };
      sameAgain(frame, bytes);
      if (frame instanceof RelayFrame.Carrier carrier) {
        carrier.data().release();
      }
    } catch (MalformedFrameException refused) {
      // The one answer to what is no frame.
    }
    if (in.refCnt() != 1) {
      throw new AssertionError("references to the frame: " + in.refCnt());
    }
    in.release();
  }

  private static void sameAgain(RelayFrame frame, byte[] bytes) {
    ByteBuf written;
    try {
      written = RelayFrames.encode(frame, UnpooledByteBufAllocator.DEFAULT);
    } catch (IllegalArgumentException tooLongToSend) {
      if (bytes.length <= RelayFrames.MAX_SENT_FRAME) {
        throw tooLongToSend;
      }
      return;
    }
    byte[] again = ByteBufUtil.getBytes(written);
    written.release();
    boolean carrier = frame instanceof RelayFrame.Carrier;
    // Text that is no UTF-8 is mended, and of the byte for ECN two bits count.
    boolean mended =
        carrier
            || frame instanceof RelayFrame.ServerDeniesAuth
            || frame instanceof RelayFrame.Health;
    if (!mended && !Arrays.equals(again, bytes) || carrier && again.length != bytes.length) {
      throw new AssertionError("read as " + frame + ", written otherwise");
    }
  }
}
