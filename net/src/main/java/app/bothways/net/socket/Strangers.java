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
 * that has most: a flood pushes out itself. Event loop only.
 */
final class Strangers {
  static final int MAX = 256;

  /** A handshake over any way is done by then; where places are short, one that is not goes. */
  static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int IPV6_NETWORK_BYTES = 8;

  private record Stranger(Flow flow, Object source, long since) {}

  private final Map<ByteBuffer, Stranger> byFirstId = new LinkedHashMap<>();
  private final Map<Long, ByteBuffer> firstIds = new HashMap<>();
  private final Map<Object, Integer> perSource = new HashMap<>();

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

  /** It is a device of ours, or it is gone. Harmless to call again. */
  void remove(Flow flow) {
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
