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

  /** The peer allows no more streams for now. */
  static final class LimitReached extends Exception {
    private static final long serialVersionUID = 1;
  }

  /**
   * A stream for the user of a connection; fails with {@link LimitReached} where none is allowed.
   */
  static CompletableFuture<NodeStream> openFor(
      QuicChannel connection, Supplier<NetException> whyClosed) {
    var made = new CompletableFuture<NodeStream>();
    LoopTasks.run(connection.eventLoop(), () -> openOnLoop(connection, whyClosed, made));
    return made;
  }

  private static void openOnLoop(
      QuicChannel connection,
      Supplier<NetException> whyClosed,
      CompletableFuture<NodeStream> made) {
    // An attempt beyond the limit would fail and use its stream id up, and with it the place in
    // the limit: it must not be made.
    if (connection.isActive() && connection.peerAllowedStreams(NodeConnection.STREAM_TYPE) <= 0) {
      made.completeExceptionally(new LimitReached());
      return;
    }
    open(
            connection,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel stream) {
                var node = new NodeStream((QuicStreamChannel) stream, whyClosed);
                stream.pipeline().addLast(node);
                made.complete(node);
              }
            })
        .addListener(
            created -> {
              if (!created.isSuccess()) {
                made.completeExceptionally(created.cause());
              }
            });
  }

  /** Waits until the peer may allow more streams. */
  static void awaitRoom(QuicChannel connection) throws InterruptedException {
    connection.attr(ROOM).get().tryAcquire(200, TimeUnit.MILLISECONDS);
  }
}
