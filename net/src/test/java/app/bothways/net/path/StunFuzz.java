package app.bothways.net.path;

import app.bothways.net.fuzz.Bounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Datagrams on a public port: parsed or not, answered by little more than came, proving nothing.
 */
public final class StunFuzz {
  private static final long FIXED = 4L << 20;
  private static final byte[] SECRET = new byte[ProbeSecret.KEY_LENGTH];
  private static final int V4_MORE = 12;
  private static final int V6_MORE = 24;

  private StunFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    Bounds.allocate(FIXED + 32L * data.length, () -> datagram(data));
  }

  private static void datagram(byte[] data) throws Exception {
    ByteBuf in = Unpooled.wrappedBuffer(data);
    Stun.looksLikeStun(in);
    Stun.parse(in).ifPresent(message -> proven(message));
    answer(in, "192.0.2.1", data.length + V4_MORE);
    answer(in, "2001:db8::1", data.length + V6_MORE);
    if (in.refCnt() != 1) {
      throw new AssertionError("references to the datagram: " + in.refCnt());
    }
  }

  private static void proven(Stun.Message message) {
    if (message.provenBy(SECRET)) {
      throw new AssertionError("a code for a key that nobody was told of");
    }
  }

  private static void answer(ByteBuf in, String from, int most) throws UnknownHostException {
    var allocator = new UnpooledByteBufAllocator(false);
    Stun.bindingAnswer(allocator, in, new InetSocketAddress(InetAddress.getByName(from), 9))
        .ifPresent(
            answer -> {
              int length = answer.readableBytes();
              answer.release();
              if (length > most) {
                throw new AssertionError(length + " bytes in answer to " + in.readableBytes());
              }
            });
    Bounds.nothingLeft(allocator);
  }
}
