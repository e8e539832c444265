package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.protocol.MalformedFrameException;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrame.ServerChallenge;
import app.bothways.net.relay.protocol.RelayFrameDecoder;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayHandshake;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a client of its own in that exists in memory only, while the relay starts: the first client
 * of a fresh process pays for loading what admits it, a second and more on a busy machine, and
 * after a restart everybody waits for just that. Touches nothing of the real relay.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String UPGRADE =
      "GET /relay HTTP/1.1\r\nHost: relay\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Protocol: iroh-relay-v2\r\n\r\n";

  /** Two bytes of a WebSocket head and one of the frame's type stand before the challenge. */
  private static final int CHALLENGE_MESSAGE = 3 + ServerChallenge.LENGTH;

  private final NodeKey key = NodeKey.generate();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Hub hub = new Hub(RelayServerConfig.plain("127.0.0.1", 0));

  /** On a thread of its own; nothing waits for it. */
  static void begin() {
    Thread.ofPlatform()
        .daemon()
        .name("relay-warm-up")
        .start(
            () -> {
              boolean admitted = new WarmUp().run();
              LOG.debug("warmed up: {}", admitted);
            });
  }

  /** Whether the client was let in. */
  boolean run() {
    try {
      Listeners.talk(
          channel.pipeline(), hub, ImmediateEventExecutor.INSTANCE.newSucceededFuture(null));
      channel.writeInbound(Unpooled.copiedBuffer(UPGRADE, StandardCharsets.US_ASCII));
      channel.runPendingTasks();
      answerChallenge();
      channel.runPendingTasks();
      return hub.counters().admitted.sum() > 0;
    } catch (MalformedFrameException unexpected) {
      return false;
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private void answerChallenge() throws MalformedFrameException {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      if (out.readableBytes() == CHALLENGE_MESSAGE) {
        out.skipBytes(2);
        var challenge = (ServerChallenge) RelayFrameDecoder.fromRelay(out, RelayVersion.V2);
        say(RelayHandshake.answer(challenge, key));
        say(new RelayFrame.DatagramTo(key.id(), 0, Unpooled.wrappedBuffer(new byte[1200])));
      }
      out.release();
    }
  }

  /** A binary WebSocket message of a client, whose mask is zero (RFC 6455 section 5.2). */
  private void say(RelayFrame frame) {
    ByteBuf content = RelayFrames.encode(frame, channel.alloc());
    ByteBuf message = channel.alloc().buffer(content.readableBytes() + 8).writeByte(0x82);
    if (content.readableBytes() < 126) {
      message.writeByte(0x80 | content.readableBytes());
    } else {
      message.writeByte(0x80 | 126).writeShort(content.readableBytes());
    }
    message.writeInt(0).writeBytes(content);
    content.release();
    channel.writeInbound(message);
  }
}
