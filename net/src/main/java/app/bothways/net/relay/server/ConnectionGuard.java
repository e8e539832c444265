package app.bothways.net.relay.server;

import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds the connections that have not proved a key. One address can open only so many, and so
 * fast; when there are too many in all, the oldest goes: a flood then pushes out its own
 * connections, while a client that proves its key promptly gets in. A connection from a trusted
 * proxy, which brings everyone by one address, counts for whom the proxy names, once it has. Any
 * thread.
 */
final class ConnectionGuard {
  /** Addresses remembered for their rate; the one that was quiet longest is forgotten first. */
  private static final int MAX_REMEMBERED = 65_536;

  private static final int IPV6_NETWORK_BYTES = 8;

  /** An address, or an IPv6 /64 network: what one subscriber has. */
  record Source(List<Byte> bytes) {
    static Source of(InetAddress address) {
      byte[] raw = address.getAddress();
      int length = address instanceof Inet6Address ? IPV6_NETWORK_BYTES : raw.length;
      var boxed = new Byte[length];
      Arrays.setAll(boxed, i -> raw[i]);
      return new Source(List.of(boxed));
    }
  }

  private final Map<Channel, Optional<Source>> unproved = new LinkedHashMap<>();
  private final Map<Source, Integer> perSource = new HashMap<>();
  private final Map<Source, TokenBucket> arrivals =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, TokenBucket> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /** A connection has come; false when it is one too many and must be closed. May close another. */
  boolean arrive(Channel channel, InetAddress from, ConnectionLimits limits) {
    Optional<Channel> tooOld;
    synchronized (this) {
      Optional<Source> source =
          limits.proxies().contains(from) ? Optional.empty() : Optional.of(Source.of(from));
      if (source.isPresent() && !welcome(source.get(), limits)) {
        return false;
      }
      unproved.put(channel, source);
      source.ifPresent(known -> perSource.merge(known, 1, Integer::sum));
      tooOld =
          unproved.size() > limits.unproved()
              ? Optional.of(unproved.keySet().iterator().next())
              : Optional.empty();
      tooOld.ifPresent(this::forget);
    }
    tooOld.ifPresent(Channel::close);
    return true;
  }

  /**
   * The proxy through which the connection comes has said for whom; false when that one has too
   * many and it must be closed.
   */
  synchronized boolean attribute(Channel channel, InetAddress to, ConnectionLimits limits) {
    Optional<Source> known = unproved.get(channel);
    if (known == null || known.isPresent() || limits.proxies().contains(to)) {
      return true;
    }
    var source = Source.of(to);
    if (!welcome(source, limits)) {
      return false;
    }
    unproved.put(channel, Optional.of(source));
    perSource.merge(source, 1, Integer::sum);
    return true;
  }

  private boolean welcome(Source source, ConnectionLimits limits) {
    TokenBucket bucket =
        arrivals.computeIfAbsent(source, _ -> new TokenBucket(limits.burst(), System.nanoTime()));
    bucket.refill(limits.perSecond(), limits.burst(), System.nanoTime());
    return perSource.getOrDefault(source, 0) < limits.unprovedPerAddress() && bucket.takeOne();
  }

  /** The connection has proved its key, or has ended. Harmless to call again. */
  synchronized void forget(Channel channel) {
    Optional<Source> source = unproved.remove(channel);
    if (source != null && source.isPresent()) {
      perSource.computeIfPresent(source.get(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  synchronized int unproved() {
    return unproved.size();
  }
}
