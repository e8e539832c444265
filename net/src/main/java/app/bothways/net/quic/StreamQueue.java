package app.bothways.net.quic;

import app.bothways.net.NetException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Opens streams in the order in which they were asked for, as many as the peer allows; the others
 * wait. Event loop only.
 *
 * <p>No stream waits for ever. Whether one may be opened is decided on the loop, and the event that
 * raises the limit is fired on the loop too, so it cannot fall between a look at the limit and the
 * wait. The codec looks at the limit anew after every datagram once one of the two credits is used
 * up, and the one for unidirectional streams always is: none are allowed. Nobody polls, so nobody
 * who came later gets in first; with a poll, under load, some waited for seconds.
 */
final class StreamQueue {
  private final QuicChannel connection;
  private final Supplier<NetException> whyClosed;
  private final ArrayDeque<CompletableFuture<NodeStream>> waiting = new ArrayDeque<>();
  private Optional<NetException> ended = Optional.empty();

  StreamQueue(QuicChannel connection, Supplier<NetException> whyClosed) {
    this.connection = connection;
    this.whyClosed = whyClosed;
  }

  /** {@code made} gets a stream now or later, or learns why there will be none. */
  void add(CompletableFuture<NodeStream> made) {
    if (ended.isPresent()) {
      made.completeExceptionally(ended.get());
      return;
    }
    waiting.add(made);
    drain();
  }

  /** The peer may allow more streams than before. */
  void drain() {
    // An attempt beyond the limit would fail and use its stream id up, and with it the place in
    // the limit: it must not be made.
    while (!waiting.isEmpty()
        && connection.peerAllowedStreams(QuicStreams.TYPE) > 0
        && connection.isActive()) {
      CompletableFuture<NodeStream> next = waiting.poll();
      if (!next.isDone()) {
        open(next);
      }
    }
  }

  /** The connection is gone. */
  void end(NetException cause) {
    ended = Optional.of(cause);
    waiting.forEach(made -> made.completeExceptionally(cause));
    waiting.clear();
  }

  private void open(CompletableFuture<NodeStream> made) {
    QuicStreams.open(connection, handler(made))
        .addListener(
            created -> {
              if (!created.isSuccess()) {
                made.completeExceptionally(created.cause());
              }
            });
  }

  private ChannelInitializer<Channel> handler(CompletableFuture<NodeStream> made) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel stream) {
        var node = new NodeStream((QuicStreamChannel) stream, whyClosed);
        stream.pipeline().addLast(node);
        // RACE: whoever asked may have given up while the stream was being made.
        if (!made.complete(node)) {
          node.reset(0);
        }
      }
    };
  }
}
