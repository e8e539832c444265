package app.bothways.net.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The last words of connections that ended here a moment ago: said again to whoever has not heard
 * them and goes on talking (the closing state of RFC 9000 section 10.2.1). Without, a goodbye that
 * was lost on its way would leave the other side with a dead connection for all of QUIC's idle
 * timeout. Bounded in number, in time, and in how often one is repeated.
 */
final class Farewells {
  static final int MAX = 256;

  /** Longer than two pings of a connection that knows nothing. */
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(15);

  private static final int REPEATS = 8;

  /** A datagram that ended a connection. */
  private static final class Farewell {
    private final byte[] datagram;
    private final long since;
    private int left = REPEATS;

    Farewell(byte[] datagram, long since) {
      this.datagram = datagram;
      this.since = since;
    }
  }

  private final Map<Long, Farewell> byFlow = new LinkedHashMap<>();

  /** What is said last on this flow; a later call replaces it. */
  void said(long flow, ByteBuf data, int segmentSize, long now) {
    int length = data.readableBytes();
    int last = segmentSize > 0 && length > segmentSize ? (length - 1) % segmentSize + 1 : length;
    byte[] datagram = ByteBufUtil.getBytes(data, data.writerIndex() - last, last);
    byFlow.remove(flow);
    byFlow.values().removeIf(old -> now - old.since > KEPT_NANOS);
    if (byFlow.size() >= MAX) {
      byFlow.remove(byFlow.keySet().iterator().next());
    }
    byFlow.put(flow, new Farewell(datagram, now));
  }

  /** The last word, for somebody who still talks on {@code flow}. */
  Optional<ByteBuf> again(long flow, long now) {
    Farewell farewell = byFlow.get(flow);
    if (farewell == null || now - farewell.since > KEPT_NANOS || farewell.left-- <= 0) {
      byFlow.remove(flow);
      return Optional.empty();
    }
    return Optional.of(Unpooled.wrappedBuffer(farewell.datagram));
  }

  int size() {
    return byFlow.size();
  }
}
