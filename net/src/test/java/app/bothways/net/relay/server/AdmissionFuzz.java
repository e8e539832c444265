package app.bothways.net.relay.server;

import app.bothways.net.fuzz.Bounds;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.relay.protocol.RelayFrame.ServerChallenge;
import app.bothways.net.relay.protocol.RelayFrameDecoder;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayHandshake;
import app.bothways.net.relay.protocol.RelayVersion;
import app.bothways.net.relay.protocol.TlsLogin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A connection to the relay, from its first byte to after the proof. Whatever comes, no exception
 * leaves the pipeline, no buffer and no client stays behind.
 */
public final class AdmissionFuzz {
  private static final long FIXED = 8L << 20;
  private static final NodeKey KEY = NodeKey.generate();
  private static final Hub HUB = new Hub(RelayServerConfig.plain("127.0.0.1", 0));
  private static final String UPGRADE_HEAD =
      "GET /relay HTTP/1.1\r\nHost: r\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Protocol: iroh-relay-v2\r\n";
  private static final byte[] UPGRADE = (UPGRADE_HEAD + "\r\n").getBytes(StandardCharsets.US_ASCII);

  private AdmissionFuzz() {}

  /** The first byte says how far the connection gets before the others come. */
  public static void fuzzerTestOneInput(byte[] data) throws Exception {
    if (data.length > 0) {
      byte[] rest = Arrays.copyOfRange(data, 1, data.length);
      boolean login = (data[0] & 8) != 0;
      Bounds.allocate(
          FIXED + 64L * data.length,
          () -> connection(login ? 0 : data[0] & 7, login ? upgradeWith(rest) : rest));
    }
  }

  /** An upgrade with a login by the TLS session that is what the fuzzer wants, in base64 or not. */
  private static byte[] upgradeWith(byte[] login) {
    String text =
        login.length % 2 == 0
            ? Base64.getUrlEncoder().withoutPadding().encodeToString(login)
            : new String(login, StandardCharsets.ISO_8859_1).replaceAll("[\\r\\n\\x00]", "-");
    return (UPGRADE_HEAD + TlsLogin.HEADER + ": " + text + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void connection(int mode, byte[] bytes) throws Exception {
    var allocator = new UnpooledByteBufAllocator(false);
    var channel = new EmbeddedChannel();
    channel.config().setAllocator(allocator);
    Future<?> timer = ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    Listeners.talk(channel.pipeline(), HUB, timer);
    if (mode > 0) {
      arrives(channel, Unpooled.wrappedBuffer(UPGRADE));
      channel.runPendingTasks();
      Optional<ServerChallenge> challenge = challenge(channel);
      if (mode > 4) {
        var auth = RelayHandshake.answer(challenge.orElseThrow(), KEY);
        ByteBuf frame = RelayFrames.encode(auth, UnpooledByteBufAllocator.DEFAULT);
        var proof = new byte[frame.readableBytes()];
        frame.readBytes(proof).release();
        arrives(channel, Unpooled.wrappedBuffer(masked(proof)));
      }
    }
    feed(channel, mode, bytes);
    channel.runPendingTasks();
    channel.checkException();
    channel.finishAndReleaseAll();
    channel.checkException();
    Bounds.nothingLeft(allocator);
    if (!HUB.registry().everyone().isEmpty()) {
      throw new AssertionError("a client stayed behind");
    }
  }

  /** As raw bytes, or as the content of one binary message. */
  private static void feed(EmbeddedChannel channel, int mode, byte[] bytes) {
    byte[] wire = mode % 2 == 0 ? bytes : masked(bytes);
    int half = wire.length / 2;
    arrives(channel, Unpooled.copiedBuffer(wire, 0, half));
    arrives(channel, Unpooled.copiedBuffer(wire, half, wire.length - half));
  }

  private static void arrives(EmbeddedChannel channel, ByteBuf bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(bytes);
    }
  }

  private static Optional<ServerChallenge> challenge(EmbeddedChannel channel) throws Exception {
    Optional<ServerChallenge> found = Optional.empty();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      // A WebSocket frame of 19 bytes: two of head, one of type, 16 of challenge.
      if (out.readableBytes() == 2 + 1 + ServerChallenge.LENGTH) {
        out.skipBytes(2);
        found = Optional.of((ServerChallenge) RelayFrameDecoder.fromRelay(out, RelayVersion.V2));
      }
      out.release();
    }
    return found;
  }

  /** One binary WebSocket message of a client; the mask is zero. */
  private static byte[] masked(byte[] content) {
    ByteBuf out = Unpooled.buffer(content.length + 14).writeByte(0x82);
    if (content.length < 126) {
      out.writeByte(0x80 | content.length);
    } else if (content.length < 65_536) {
      out.writeByte(0x80 | 126).writeShort(content.length);
    } else {
      out.writeByte(0x80 | 127).writeLong(content.length);
    }
    out.writeInt(0).writeBytes(content);
    var bytes = new byte[out.readableBytes()];
    out.readBytes(bytes).release();
    return bytes;
  }
}
