package app.bothways.net.quic;

import app.bothways.net.NetError;
import app.bothways.net.NetException;
import app.bothways.net.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;

/** One QUIC stream as blocking streams. */
final class NodeStream extends ChannelInboundHandlerAdapter implements Stream {
  /**
   * After close, so many bytes are thrown away in wait of the peer's end before it is told to stop.
   */
  private static final int DISCARD_LIMIT = 64 << 10;

  private final QuicStreamChannel channel;
  private final Supplier<NetException> whyClosed;
  private final StreamInput in;
  private final StreamOutput out;
  private volatile boolean discarding;
  private int discarded;

  NodeStream(QuicStreamChannel channel, Supplier<NetException> whyClosed) {
    this.channel = channel;
    this.whyClosed = whyClosed;
    this.in =
        new StreamInput(
            () -> LoopTasks.run(channel.eventLoop(), () -> channel.config().setAutoRead(true)));
    this.out = new StreamOutput(channel, whyClosed);
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public void readTimeout(Duration longest) {
    in.timeout(longest);
  }

  @Override
  public void reset(long code) {
    var gone = new NetException(NetError.CLOSED, "this stream was reset here");
    out.fail(gone);
    in.discard(gone);
    LoopTasks.run(
        channel.eventLoop(),
        () -> channel.shutdown((int) code).addListener(done -> channel.close()));
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (java.io.IOException alreadyBroken) {
      // The peer has learned of it in another way.
    }
    discarding = true;
    in.discard(new NetException(NetError.CLOSED, "this stream was closed here"));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    var chunk = (ByteBuf) message;
    if (discarding) {
      discarded += chunk.readableBytes();
      chunk.release();
      if (discarded > DISCARD_LIMIT && !channel.isInputShutdown()) {
        channel.shutdownInput(0);
      }
      return;
    }
    switch (in.put(chunk)) {
      case PAUSE -> channel.config().setAutoRead(false);
      case READ_ON -> {}
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    in.signal();
    context.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownReadComplete) {
      in.finish();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof QuicStreamResetException reset) {
      var gone =
          new NetException(
              NetError.STREAM_RESET,
              "the other side gave this stream up with code " + reset.applicationProtocolCode());
      in.fail(gone);
      out.fail(gone);
      channel.shutdown((int) reset.applicationProtocolCode()).addListener(done -> channel.close());
    } else {
      in.fail(new NetException(NetError.PROTOCOL, "stream: " + cause.getMessage(), cause));
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    // The connection's own end, with its reason, is told right after those of its streams.
    LoopTasks.run(channel.eventLoop(), this::gone, this::gone);
  }

  private void gone() {
    NetException cause = whyClosed.get();
    in.fail(cause);
    out.fail(cause);
  }
}
