package app.bothways.net.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;

/** Reads the control stream. Ends the connection on bytes that are no message. */
final class ControlChannel extends ByteToMessageDecoder {
  /** Told of what comes, on the event loop. */
  interface Listener {
    void message(ControlMessage message);

    void malformed(String what);
  }

  private final Listener listener;

  ControlChannel(Listener listener) {
    this.listener = listener;
  }

  static void send(Channel channel, ControlMessage message) {
    channel.writeAndFlush(ControlCodec.encode(channel.alloc(), message));
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    try {
      Optional<ControlMessage> message = ControlCodec.decode(in);
      while (message.isPresent()) {
        listener.message(message.get());
        message = ControlCodec.decode(in);
      }
    } catch (MalformedControlException e) {
      in.skipBytes(in.readableBytes());
      listener.malformed(e.getMessage());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    listener.malformed(cause.toString());
  }
}
