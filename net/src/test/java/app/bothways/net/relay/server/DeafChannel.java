package app.bothways.net.relay.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** A connection whose other end sends and, from {@link #deafen} on, takes nothing. */
final class DeafChannel extends EmbeddedChannel {
  private boolean deaf;

  DeafChannel() {
    config().setWriteBufferWaterMark(Listeners.WATER);
  }

  void deafen() {
    releaseOutbound();
    deaf = true;
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer in) throws Exception {
    if (!deaf) {
      super.doWrite(in);
    }
  }

  /** What waits to be sent, in bytes, with what each piece costs beside its content. */
  long held() {
    ChannelOutboundBuffer waiting = unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** Sends {@code bytes} often enough to be {@code total}; returns the most that was held. */
  long flood(byte[] bytes, int total) {
    long most = 0;
    ByteBuf block = Unpooled.buffer();
    while (block.readableBytes() + bytes.length <= 64 << 10) {
      block.writeBytes(bytes);
    }
    for (int sent = 0; sent < total && isOpen(); sent += block.readableBytes()) {
      writeInbound(block.retainedDuplicate());
      most = Math.max(most, held());
    }
    block.release();
    return most;
  }

  void says(String text) {
    writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }
}
