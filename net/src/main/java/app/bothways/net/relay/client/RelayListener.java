package app.bothways.net.relay.client;

import app.bothways.net.identity.NodeId;
import app.bothways.net.report.RelayView;
import io.netty.buffer.ByteBuf;

/** What a relay tells this node. Called on the relay connection's event loop; must not block. */
public interface RelayListener {
  /**
   * A datagram, or with {@code segmentSize > 0} a batch, from {@code from}, whose key the relay
   * (and only the relay) vouches for. The callee owns {@code data}.
   */
  void datagram(NodeId from, ByteBuf data, int segmentSize);

  /** No more datagrams are at hand for now: a good moment to process those that came. */
  void batchEnd();

  /** {@code peer} is not connected to this relay, or not any more. */
  void endpointGone(NodeId peer);

  /** The state changed; also called once for the state at the start. */
  void stateChanged(RelayView view);
}
