package app.bothways.net.quic;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.IntSupplier;

/**
 * Bounds each datagram of one connection. The codec asks for a new buffer for every datagram, of
 * the size on which both sides agreed, and QUIC fills no more than it is given: so a smaller buffer
 * makes a smaller datagram, from the very next one on. Buffers for anything else, and for datagrams
 * that are smaller anyhow, are what they would be.
 */
final class SendBuffers extends AbstractByteBufAllocator {
  private final ByteBufAllocator buffers;
  private final int full;
  private final IntSupplier most;

  /**
   * @param full what the codec asks for at most when it makes a datagram
   * @param most what a datagram may have now
   */
  SendBuffers(ByteBufAllocator buffers, int full, IntSupplier most) {
    super(true);
    this.buffers = buffers;
    this.full = full;
    this.most = most;
  }

  @Override
  protected ByteBuf newHeapBuffer(int initial, int max) {
    return buffers.heapBuffer(initial, max);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initial, int max) {
    // Whoever writes more than that into a buffer for another purpose makes it grow.
    return buffers.directBuffer(initial > full ? initial : Math.min(initial, most.getAsInt()), max);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return buffers.isDirectBufferPooled();
  }
}
