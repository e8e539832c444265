package app.bothways.net.relay.server;

import app.bothways.net.identity.NodeId;
import app.bothways.net.relay.flow.FrameSender;
import app.bothways.net.relay.protocol.RelayFrame;
import app.bothways.net.relay.protocol.RelayFrames;
import app.bothways.net.relay.protocol.RelayVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One connection whose key is proved. Any thread may deliver to it. */
final class ConnectedClient {
  private static final String DUPLICATE =
      "Another connection uses the same key; this one receives nothing until that one ends.";

  private static final String QUOTA_USED_UP =
      "The data quota of this key is used up; only a trickle passes until part of it has aged out.";

  private final NodeId id;
  private final String token;
  private final RelayVersion version;
  private final Channel channel;
  private final FrameSender sender;

  /** Event loop only. */
  private Optional<Future<?>> planned = Optional.empty();

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

  boolean isConnected() {
    return channel.isActive();
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

  /** Its quota is used up. Whoever does not know that word knows the one for being slowed down. */
  void tellQuotaUsedUp() {
    tellRateLimited();
    tell(
        switch (version) {
          case V2 -> new RelayFrame.Status(RelayFrame.Status.QUOTA_USED_UP);
          case V1 -> new RelayFrame.Health(QUOTA_USED_UP);
        });
  }

  /** What was told before is over. */
  void tellHealthy() {
    tell(
        switch (version) {
          case V2 -> new RelayFrame.Status(RelayFrame.Status.HEALTHY);
          case V1 -> new RelayFrame.Health("");
        });
  }

  /** Runs {@code task} after {@code delay} in place of what was to run; not after it has gone. */
  void after(Duration delay, Runnable task) {
    try {
      channel
          .eventLoop()
          .execute(
              () -> {
                planned.ifPresent(timer -> timer.cancel(false));
                planned =
                    channel.isActive()
                        ? Optional.of(
                            channel
                                .eventLoop()
                                .schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS))
                        : Optional.empty();
              });
    } catch (RejectedExecutionException stopped) {
      // The relay has been closed.
    }
  }

  /** It has gone: nothing is sent or done any more. Event loop only. */
  void gone() {
    planned.ifPresent(timer -> timer.cancel(false));
    sender.close();
  }

  void close() {
    sender.close();
    channel.close();
  }
}
