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
  private final String token;
  private final RelayVersion version;
  private final Channel channel;
  private final FrameSender sender;

  ConnectedClient(NodeId id, String token, RelayVersion version, FrameSender sender) {
    this.id = id;
    this.token = token;
    this.version = version;
    this.channel = sender.channel();
    this.sender = sender;
  }

  NodeId id() {
    return id;
  }

  /** What it showed when it came; empty when that was nothing. */
  String token() {
    return token;
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

  /** The relay reads from it no faster than its rate. Version 1 has no word for that. */
  void tellRateLimited() {
    switch (version) {
      case V2 -> tell(new RelayFrame.Status(RelayFrame.Status.RATE_LIMITED));
      case V1 -> {}
    }
  }

  /** What was told before is over. */
  void tellHealthy() {
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
