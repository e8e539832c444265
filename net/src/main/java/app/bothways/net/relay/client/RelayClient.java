package app.bothways.net.relay.client;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.identity.NodeId;
import app.bothways.net.identity.NodeKey;
import app.bothways.net.report.RelayView;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;

/**
 * A connection to one relay that is kept open: redialled with back-off until closed. Any thread may
 * call.
 */
public interface RelayClient extends AutoCloseable {
  /** Starts dialling at once; {@code listener} is told of everything from then on. */
  static RelayClient start(Relay relay, NodeKey key, EventLoopGroup group, RelayListener listener) {
    var client = new KeptRelayClient(relay, key, group.next(), listener);
    client.start();
    return client;
  }

  /**
   * Queues a datagram for {@code to}; takes ownership of {@code data}.
   *
   * @param segmentSize 0 for one datagram; otherwise {@code data} is a batch of datagrams of that
   *     size back to back, the last possibly shorter
   * @return false when it was dropped: not connected, or more than 1 MiB is queued already (QUIC
   *     above copes with loss; queueing without bound would not be coped with by memory)
   */
  boolean send(NodeId to, ByteBuf data, int segmentSize);

  /** Hands what was queued to the network: one hop to the event loop for a burst of sends. */
  void flush();

  RelayView view();

  /** The network changed: check the connection now instead of at the next keepalive. */
  void networkChanged();

  @Override
  void close();
}
