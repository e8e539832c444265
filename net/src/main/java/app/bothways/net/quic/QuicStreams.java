package app.bothways.net.quic;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;

/** How the streams of a connection are made. */
final class QuicStreams {
  /**
   * Bytes taken from QUIC at once. Larger buffers would be unpooled, zeroed allocations and cost
   * more than everything else together.
   */
  static final int READ_BUFFER = 16 << 10;

  /** The streams that wait to be opened. */
  static final AttributeKey<StreamQueue> QUEUE = AttributeKey.valueOf("bothways.streams.queue");

  static final QuicStreamType TYPE = QuicStreamType.BIDIRECTIONAL;

  private QuicStreams() {}

  static RecvByteBufAllocator readBuffers() {
    return new FixedRecvByteBufAllocator(READ_BUFFER).maxMessagesPerRead(16);
  }

  static Future<QuicStreamChannel> open(QuicChannel connection, ChannelHandler handler) {
    return connection
        .newStreamBootstrap()
        .type(TYPE)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, readBuffers())
        .handler(handler)
        .create();
  }
}
