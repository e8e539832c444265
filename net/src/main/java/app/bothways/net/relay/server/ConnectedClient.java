package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.flow.FrameSender;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** One connection whose key is proved. Any thread may deliver to it. */
final class ConnectedClient {
  private static final String DUPLICATE =
      "Another connection uses the same key; this one receives nothing until that one ends.";

  private final NodeId id;
  private final RelayVersion version;
  private final Channel channel;
  private final FrameSender sender;

  ConnectedClient(NodeId id, RelayVersion version, Channel channel, RelayLimits limits) {
    this.id = id;
    this.version = version;
    this.channel = channel;
    this.sender = new FrameSender(channel, limits.queueBytes(), limits.write());
  }

  NodeId id() {
    return id;
  }

  FrameSender sender() {
    return sender;
  }

  /** Takes ownership of a readdressed carrier frame; false when it was dropped. */
  boolean deliver(ByteBuf frame) {
    boolean taken = sender.offer(frame);
    sender.flush();
    return taken;
  }

  void tell(RelayFrame frame) {
    sender.offerControl(RelayFrames.encode(frame, channel.alloc()));
  }

  /** Another connection with this key has taken its place. */
  void tellReplaced() {
    tell(
        switch (version) {
          case V2 -> new RelayFrame.Status(RelayFrame.Status.SAME_KEY_ELSEWHERE);
          case V1 -> new RelayFrame.Health(DUPLICATE);
        });
  }

  /** This connection is the key's active one again. */
  void tellPromoted() {
    tell(
        switch (version) {
          case V2 -> new RelayFrame.Status(RelayFrame.Status.HEALTHY);
          case V1 -> new RelayFrame.Health("");
        });
  }

  void close() {
    sender.close();
    channel.close();
  }
}
