package app.bothways.net.quic;

import app.bothways.net.NetException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How the streams of a connection are made. */
final class QuicStreams {
  /**
   * Bytes taken from QUIC at once. Larger buffers would be unpooled, zeroed allocations and cost
   * more than everything else together.
   */
  static final int READ_BUFFER = 8 << 10;

  /** Gets a permit whenever the peer allows more streams. */
  static final AttributeKey<Semaphore> ROOM = AttributeKey.valueOf("bothways.streams.room");

  private QuicStreams() {}

  static RecvByteBufAllocator readBuffers() {
    return new FixedRecvByteBufAllocator(READ_BUFFER).maxMessagesPerRead(16);
  }

  static Future<QuicStreamChannel> open(QuicChannel connection, ChannelHandler handler) {
    return connection
        .newStreamBootstrap()
        .type(NodeConnection.STREAM_TYPE)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, readBuffers())
        .handler(handler)
        .create();
  }

  static Future<QuicStreamChannel> openFor(
      QuicChannel connection, Supplier<NetException> whyClosed) {
    return open(
        connection,
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new NodeStream((QuicStreamChannel) stream, whyClosed));
          }
        });
  }

  /** Waits while the peer's limit of open streams is reached. */
  static void awaitRoom(QuicChannel connection, CompletableFuture<String> closed)
      throws InterruptedIOException {
    try {
      while (connection.isActive()
          && !closed.isDone()
          && connection.peerAllowedStreams(NodeConnection.STREAM_TYPE) == 0) {
        connection.attr(ROOM).get().tryAcquire(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a stream to be allowed");
    }
  }
}
