package app.bothways.net.socket;

import io.netty.buffer.ByteBuf;

/** Sends datagrams where they really go. Only on the event loop. */
public interface Wire {
  /**
   * Queues {@code data} for {@code route}; takes ownership of it. What cannot be sent now is
   * dropped: QUIC above copes with loss.
   *
   * @param segmentSize 0 for one datagram, else {@code data} is datagrams of this size back to
   *     back, the last possibly shorter
   */
  void send(Route route, ByteBuf data, int segmentSize);

  /** Hands what was queued to the network. */
  void flush();
}
