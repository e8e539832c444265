package app.bothways.net.socket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The incoming connections of which it is not known yet that a device of ours is behind them: at
 * most {@value #MAX}. A key of one's own costs an attacker nothing, so a proven but unknown key
 * frees no place. When all are taken, whoever comes from elsewhere takes the place of the source
 * that has most: a flood pushes out itself.
 *
 * <p>A handshake costs milliseconds of the thread that also serves the devices of ours, so those
 * that come to nothing are bounded in rate: for each source, for all that come directly, and for
 * all that come by relays, so that neither way can be shut by a flood on the other. What has become
 * known costs nothing. Event loop only.
 */
final class Strangers {
  static final int MAX = 256;

  /** Handshakes that came to nothing, at once and in a second: from one source, and from all. */
  static final int SOURCE_BURST = 128;

  private static final int SOURCE_RATE = 16;
  static final int BURST = 256;
  private static final int RATE = 64;

  private static final int MAX_REMEMBERED = 1024;

  /** A handshake over any way is done by then; where places are short, one that is not goes. */
  static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int IPV6_NETWORK_BYTES = 8;

  private record Stranger(Flow flow, Object source, long since) {}

  private final Map<ByteBuffer, Stranger> byFirstId = new LinkedHashMap<>();
  private final Map<Long, ByteBuffer> firstIds = new HashMap<>();
  private final Map<Object, Integer> perSource = new HashMap<>();
  private final Budget directly = new Budget(BURST, RATE);
  private final Budget byRelay = new Budget(BURST, RATE);
  private final Map<Object, Budget> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Budget> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private static final class Budget {
    private final int burst;
    private final int rate;
    private double left;
    private long at;

    Budget(int burst, int rate) {
      this.burst = burst;
      this.rate = rate;
      this.left = burst;
    }

    private void refill(long now) {
      left = left >= burst ? burst : Math.min(burst, left + (now - at) * 1e-9 * rate);
      at = now;
    }

    boolean any(long now) {
      refill(now);
      return left >= 1;
    }

    void spend(long now) {
      refill(now);
      left = Math.max(0, left - 1);
    }
  }

  /** The flow of a connection that began with this id: all with the same id are one flow. */
  Optional<Flow> find(ByteBuffer firstId) {
    return Optional.ofNullable(byFirstId.get(firstId)).map(Stranger::flow);
  }

  /** Whether a place is free, or becomes free once somebody else leaves. */
  sealed interface Verdict {
    record Welcome() implements Verdict {}

    /** Welcome once this one has been turned out. */
    record InPlaceOf(Flow flow) implements Verdict {}

    record Full() implements Verdict {}
  }

  Verdict admit(Route route, long now) {
    Budget own = remembered.get(source(route));
    if (!all(route).any(now) || (own != null && !own.any(now))) {
      return new Verdict.Full();
    }
    if (byFirstId.size() < MAX) {
      return new Verdict.Welcome();
    }
    Map.Entry<Object, Integer> greediest =
        perSource.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    if (greediest.getValue() > perSource.getOrDefault(source(route), 0) + 1) {
      return byFirstId.values().stream()
          .filter(one -> one.source.equals(greediest.getKey()))
          .findFirst()
          .<Verdict>map(one -> new Verdict.InPlaceOf(one.flow))
          .orElseThrow();
    }
    return byFirstId.values().stream()
        .filter(one -> now - one.since > SLOW_NANOS && !one.flow.handshakeDone())
        .findFirst()
        .<Verdict>map(one -> new Verdict.InPlaceOf(one.flow))
        .orElseGet(Verdict.Full::new);
  }

  void add(ByteBuffer firstId, Flow flow, long now) {
    var stranger = new Stranger(flow, source(flow.first()), now);
    byFirstId.put(firstId, stranger);
    firstIds.put(flow.id(), firstId);
    perSource.merge(stranger.source, 1, Integer::sum);
  }

  private Budget all(Route route) {
    return switch (route) {
      case Route.Direct _ -> directly;
      case Route.Relayed _ -> byRelay;
    };
  }

  /** It has ended; harmless to call for one that is none, or none any more. */
  void ended(Flow flow, long now) {
    if (firstIds.containsKey(flow.id())) {
      known(flow);
      all(flow.first()).spend(now);
      remembered
          .computeIfAbsent(source(flow.first()), _ -> new Budget(SOURCE_BURST, SOURCE_RATE))
          .spend(now);
    }
  }

  /** It is a device of ours. Harmless to call again. */
  void known(Flow flow) {
    ByteBuffer firstId = firstIds.remove(flow.id());
    if (firstId != null) {
      Stranger stranger = byFirstId.remove(firstId);
      perSource.computeIfPresent(stranger.source, (_, n) -> n == 1 ? null : n - 1);
    }
  }

  int size() {
    return byFirstId.size();
  }

  /** What one attacker has: an address, an IPv6 /64 network, a key at a relay. */
  private static Object source(Route route) {
    return switch (route) {
      case Route.Direct direct -> network(direct.address().getAddress());
      case Route.Relayed relayed -> relayed;
    };
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] raw = address.getAddress();
    return ByteBuffer.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(raw, IPV6_NETWORK_BYTES) : raw);
  }
}
