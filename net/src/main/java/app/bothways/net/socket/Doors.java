package app.bothways.net.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Sockets beside the main one, each on a port of its own. A NAT that maps anew for every
 * destination gives each another outside port even towards one and the same destination. At most
 * {@value #MAX} at a time. Event loop only.
 */
public final class Doors {
  public static final int MAX = 512;

  private final IntFunction<ChannelFuture> bind;
  private final Map<Integer, Channel> open = new HashMap<>();
  private final Set<Channel> written = new HashSet<>();
  private int last = Route.Direct.MAIN;

  Doors(IntFunction<ChannelFuture> bind) {
    this.bind = bind;
  }

  /**
   * Opens one. It is bound a moment later; what is written before that is dropped.
   *
   * @return its number, never used again; empty when there are too many
   */
  public OptionalInt open() {
    if (open.size() >= MAX) {
      return OptionalInt.empty();
    }
    int door = ++last;
    ChannelFuture bound = bind.apply(door);
    open.put(door, bound.channel());
    bound.addListener(
        done -> {
          if (!done.isSuccess()) {
            open.remove(door);
          }
        });
    return OptionalInt.of(door);
  }

  public void close(int door) {
    Channel channel = open.remove(door);
    if (channel != null) {
      written.remove(channel);
      channel.close();
    }
  }

  public int count() {
    return open.size();
  }

  /** Null for one that is not open. */
  Channel forWriting(int door) {
    Channel channel = open.get(door);
    if (channel != null) {
      written.add(channel);
    }
    return channel;
  }

  void flush() {
    written.forEach(Channel::flush);
    written.clear();
  }

  void closeAll() {
    open.values().forEach(Channel::close);
    open.clear();
    written.clear();
  }
}
