package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.fuzz.Bounds;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.RelayView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a relay, or something else that answers in its place, says to our client. Whatever it is, no
 * exception leaves the pipeline and no buffer stays behind.
 */
public final class GreetingFuzz {
  private static final long FIXED = 8L << 20;
  private static final NodeKey KEY = NodeKey.generate();
  private static final Relay RELAY = Relay.of(RelayUrl.parse("http://relay.test:80").orElseThrow());
  private static final int HTTP_HEAD = 8192;

  private GreetingFuzz() {}

  /** The first byte says how far the greeting gets before the others come. */
  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    if (data.length > 0) {
      byte[] rest = Arrays.copyOfRange(data, 1, data.length);
      Bounds.allocate(FIXED + 64L * data.length, () -> connection(data[0] & 7, rest));
    }
  }

  private static void connection(int mode, byte[] bytes) throws Exception {
    var allocator = new UnpooledByteBufAllocator(false);
    var channel = new EmbeddedChannel();
    channel.config().setAllocator(allocator);
    var greeter = new GreetingHandler(RELAY, KEY, new Closing(channel));
    channel
        .pipeline()
        .addLast(
            greeter.witness(),
            new HttpClientCodec(4096, HTTP_HEAD, HTTP_HEAD),
            new HttpObjectAggregator(HTTP_HEAD),
            greeter);
    greeter.begin();
    channel.runPendingTasks();
    if (mode > 0) {
      arrives(channel, Unpooled.copiedBuffer(accept(channel), StandardCharsets.US_ASCII));
      channel.runPendingTasks();
    }
    if (mode > 4) {
      arrives(channel, message(challenge()));
      arrives(channel, message(new byte[] {2}));
    }
    ByteBuf wire = mode % 2 == 0 ? Unpooled.copiedBuffer(bytes) : message(bytes);
    arrives(channel, wire.readBytes(wire.readableBytes() / 2));
    arrives(channel, wire);
    channel.runPendingTasks();
    channel.checkException();
    channel.finishAndReleaseAll();
    channel.checkException();
    Bounds.nothingLeft(allocator);
  }

  private static void arrives(EmbeddedChannel channel, ByteBuf bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(bytes);
    }
  }

  private static byte[] challenge() {
    return new byte[17];
  }

  /** The answer to the upgrade that was asked for. */
  private static String accept(EmbeddedChannel channel) throws Exception {
    ByteBuf asked = channel.readOutbound();
    String key = "";
    for (String line : asked.toString(StandardCharsets.US_ASCII).split("\r\n")) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).strip();
      }
    }
    asked.release();
    byte[] hash =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        + "Sec-WebSocket-Protocol: iroh-relay-v2\r\nSec-WebSocket-Accept: "
        + Base64.getEncoder().encodeToString(hash)
        + "\r\n\r\n";
  }

  private static ByteBuf message(byte[] content) {
    ByteBuf out = Unpooled.buffer(content.length + 10).writeByte(0x82);
    if (content.length < 126) {
      out.writeByte(content.length);
    } else if (content.length < 65_536) {
      out.writeByte(126).writeShort(content.length);
    } else {
      out.writeByte(127).writeLong(content.length);
    }
    return out.writeBytes(content);
  }

  /** Does with the channel what a dial does, and puts a session on it in the end. */
  private record Closing(EmbeddedChannel channel) implements GreetingHandler.Verdict {
    @Override
    public void succeed(GreetingHandler greeter) {
      var ignoring = new Ignoring();
      var session =
          new RelaySession(channel, greeter.version(), RELAY.url().toString(), ignoring, ignoring);
      channel.pipeline().replace(greeter, "session", session);
      session.begin();
    }

    @Override
    public void fail(RelayFailure failure) {
      if (failure.detail().isBlank() || failure.detail().length() > 600) {
        throw new AssertionError("nothing to show to a person: " + failure);
      }
      channel.close();
    }
  }

  private static final class Ignoring implements RelayListener, RelaySession.Keeper {
    @Override
    public void datagram(NodeId from, ByteBuf data, int segmentSize) {
      data.release();
    }

    @Override
    public void batchEnd() {}

    @Override
    public void endpointGone(NodeId peer) {}

    @Override
    public void stateChanged(RelayView view) {}

    @Override
    public void latency(RelaySession session, Duration roundTrip) {}

    @Override
    public void notice(RelaySession session, String text) {}

    @Override
    public void restarting(RelaySession session, Duration reconnectIn, Duration tryFor) {}

    @Override
    public void lost(RelaySession session, RelayFailure why) {}
  }
}
