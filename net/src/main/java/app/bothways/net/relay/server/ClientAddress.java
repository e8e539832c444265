package app.bothways.net.relay.server;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Who is at the other end, also when a web server stands between. */
final class ClientAddress {
  private ClientAddress() {}

  static InetAddress of(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /**
   * The address that counts for limits. A trusted proxy is believed, and only the last name in its
   * header, the one that it has written itself: what comes before is the client's own claim.
   */
  static InetAddress of(Channel channel, HttpRequest request, TrustedProxies proxies) {
    InetAddress direct = of(channel);
    List<String> headers = request.headers().getAll("X-Forwarded-For");
    if (!proxies.contains(direct) || headers.isEmpty()) {
      return direct;
    }
    String[] names = headers.getLast().split(",");
    byte[] literal =
        names.length == 0
            ? null
            : NetUtil.createByteArrayFromIpAddressString(names[names.length - 1].strip());
    try {
      return literal == null ? direct : InetAddress.getByAddress(literal);
    } catch (UnknownHostException impossible) {
      return direct;
    }
  }
}
