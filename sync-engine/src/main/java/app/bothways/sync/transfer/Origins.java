package app.bothways.sync.transfer;

import app.bothways.net.identity.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The devices of one folder as sources: the one with the fewest bytes on their way is asked first,
 * so that several share the work as fast as each of them is. Any thread.
 */
final class Origins {
  private final Function<NodeId, Optional<Source>> sources;
  private final Map<NodeId, AtomicLong> underWay = new ConcurrentHashMap<>();

  Origins(Function<NodeId, Optional<Source>> sources) {
    this.sources = sources;
  }

  Optional<Source> of(NodeId device) {
    return sources.apply(device);
  }

  /** The least busy of the connected ones. */
  Optional<Source> best(List<NodeId> devices) {
    return devices.stream()
        .sorted(Comparator.comparingLong(d -> busy(d).get()))
        .flatMap(d -> of(d).stream())
        .findFirst();
  }

  private AtomicLong busy(NodeId device) {
    return underWay.computeIfAbsent(device, _ -> new AtomicLong());
  }

  /** Bytes that were asked of a device, until this is closed. */
  Asked asked(NodeId device, long bytes) {
    busy(device).addAndGet(bytes);
    return () -> busy(device).addAndGet(-bytes);
  }

  /** A request under way. */
  interface Asked extends AutoCloseable {
    @Override
    void close();
  }
}
