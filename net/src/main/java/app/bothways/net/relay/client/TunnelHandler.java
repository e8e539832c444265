package app.bothways.net.relay.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import app.bothways.net.address.RelayUrl;
import app.bothways.net.report.RelayView.State;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a proxy for a way to the relay (CONNECT, RFC 9110 section 9.3.6) and then steps aside. The
 * relay's name goes to the proxy unresolved: a network that has a proxy may have no other DNS.
 */
final class TunnelHandler extends ByteToMessageDecoder {
  private static final int MAX_ANSWER = 8192;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");
  private static final String END = "\r\n\r\n";

  private final HttpProxy proxy;
  private final RelayUrl relay;
  private final Consumer<RelayFailure> failed;
  private final Runnable open;

  /**
   * @param failed called when the proxy gives no way, perhaps more than once
   * @param open called once, when what is sent goes to the relay; this handler is gone then
   */
  TunnelHandler(HttpProxy proxy, RelayUrl relay, Consumer<RelayFailure> failed, Runnable open) {
    this.proxy = proxy;
    this.relay = relay;
    this.failed = failed;
    this.open = open;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    String target = relay.host() + ":" + relay.port();
    var request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
    proxy
        .authorization()
        .ifPresent(value -> request.append("Proxy-Authorization: ").append(value).append("\r\n"));
    ctx.writeAndFlush(
        ctx.alloc().buffer().writeBytes(request.append("\r\n").toString().getBytes(ISO_8859_1)));
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    String came =
        in.toString(in.readerIndex(), Math.min(in.readableBytes(), MAX_ANSWER), ISO_8859_1);
    int end = came.indexOf(END);
    if (end < 0) {
      if (in.readableBytes() >= MAX_ANSWER) {
        failed.accept(blame("answers, but not as a proxy does"));
      }
      return;
    }
    in.skipBytes(end + END.length());
    Matcher status = STATUS.matcher(came.substring(0, came.indexOf('\r')));
    if (!status.matches()) {
      failed.accept(blame("answers, but not as a proxy does"));
    } else if (!status.group(1).startsWith("2")) {
      failed.accept(refused(status.group(1)));
    } else {
      ctx.pipeline().remove(this);
      open.run();
    }
  }

  private RelayFailure refused(String code) {
    return switch (code) {
      case "407" -> forbidden("demands a name and a password that it takes (HTTP 407)");
      case "403" -> forbidden("does not let this device through to " + relay + " (HTTP 403)");
      default -> blame("cannot reach " + relay + " (HTTP " + code + ")");
    };
  }

  private RelayFailure forbidden(String what) {
    return new RelayFailure(State.PROXY_REFUSED, "the proxy " + proxy + " " + what);
  }

  private RelayFailure blame(String what) {
    return RelayFailure.unreachable("the proxy " + proxy + " " + what);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    failed.accept(blame("closed the connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed.accept(blame("failed: " + GreetingHandler.printable(cause.toString())));
  }
}
