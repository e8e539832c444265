package app.bothways.net.quic;

import app.bothways.net.fuzz.Bounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Optional;

/** What a device says of its addresses and relays: refused, or read and said again alike. */
public final class ControlFuzz {
  private static final long FIXED = 4L << 20;

  private ControlFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    Bounds.allocate(FIXED + 128L * data.length, () -> read(Unpooled.wrappedBuffer(data)));
  }

  private static void read(ByteBuf in) {
    try {
      Optional<ControlMessage> message = ControlCodec.decode(in);
      while (message.isPresent()) {
        ByteBuf written = ControlCodec.encode(UnpooledByteBufAllocator.DEFAULT, message.get());
        Optional<ControlMessage> again = ControlCodec.decode(written);
        written.release();
        if (!again.equals(message)) {
          throw new AssertionError(message + " became " + again);
        }
        message = ControlCodec.decode(in);
      }
    } catch (MalformedControlException refused) {
      // The one answer to what is no message.
    }
  }
}
