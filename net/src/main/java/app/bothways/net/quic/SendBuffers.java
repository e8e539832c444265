package app.bothways.net.quic;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Bounds each datagram of one connection. The codec asks for a new buffer for every datagram, of
 * the size on which both sides agreed, and QUIC fills no more than it is given: so a smaller buffer
 * makes a smaller datagram, from the very next one on. Buffers for anything else, and for datagrams
 * that are smaller anyhow, are what they would be.
 *
 * <p>It also ends what would never end. The codec sends until QUIC has nothing more to say. RACE: a
 * connection that is closed by its application while something of its handshake is not acknowledged
 * yet may for ever have one more acknowledgement to send (seen; by the code of quiche 0.29 because
 * {@code send_single} leaves the ping out when closing, which alone would count the probe as sent),
 * and then the event loop never returns and its memory grows. So once a connection leaves, each
 * time after {@value #LAST_WORDS} datagrams QUIC gets a buffer that is too small for any, and the
 * codec stops.
 */
final class SendBuffers extends AbstractByteBufAllocator {
  /** What was still queued may go, and the goodbye. */
  static final int LAST_WORDS = 512;

  /** The codec's own choice where nothing may be sent. */
  private static final int NOTHING = 8;

  private final ByteBufAllocator buffers;
  private final int full;
  private final IntSupplier most;
  private final BooleanSupplier leaving;
  private int words;

  /**
   * @param full what the codec asks for at most when it makes a datagram
   * @param most what a datagram may have now
   * @param leaving whether nothing but a goodbye is left to be said
   */
  SendBuffers(ByteBufAllocator buffers, int full, IntSupplier most, BooleanSupplier leaving) {
    super(true);
    this.buffers = buffers;
    this.full = full;
    this.most = most;
    this.leaving = leaving;
  }

  @Override
  protected ByteBuf newHeapBuffer(int initial, int max) {
    return buffers.heapBuffer(initial, max);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initial, int max) {
    // Whoever writes more than that into a buffer for another purpose makes it grow.
    return buffers.directBuffer(initial > full ? initial : Math.min(initial, datagram()), max);
  }

  private int datagram() {
    if (!leaving.getAsBoolean() || words++ < LAST_WORDS) {
      return most.getAsInt();
    }
    words = 0;
    return NOTHING;
  }

  @Override
  public boolean isDirectBufferPooled() {
    return buffers.isDirectBufferPooled();
  }
}
