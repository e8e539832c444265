package app.bothways.net.path;

import app.bothways.net.socket.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The probes to one peer that are on their way. */
final class Probes {
  private static final long FORGET_NANOS = 5_000_000_000L;
  private static final int MAX_OUTSTANDING = 512;

  /** The size of a probe that is not padded. */
  static final int SMALL = 0;

  private record Sent(Route route, int size, long at) {}

  /**
   * What an answer proves.
   *
   * @param rtt in nanoseconds
   * @param size of the probe in bytes, or {@link #SMALL}
   */
  record Answered(long rtt, int size) {}

  private final SecureRandom random;
  private final Map<Stun.Transaction, Sent> outstanding = new HashMap<>();

  Probes(SecureRandom random) {
    this.random = random;
  }

  /**
   * A request to be sent by {@code route} now.
   *
   * @param size {@link #SMALL}, or that of the whole datagram
   */
  ByteBuf make(Route route, ProbeSecret to, int size, long now) {
    outstanding.values().removeIf(sent -> now - sent.at > FORGET_NANOS);
    if (outstanding.size() >= MAX_OUTSTANDING) {
      outstanding.clear();
    }
    Stun.Transaction transaction = Stun.Transaction.random(random);
    outstanding.put(transaction, new Sent(route, size, now));
    return size == SMALL
        ? Stun.request(ByteBufAllocator.DEFAULT, transaction, to)
        : Stun.padded(ByteBufAllocator.DEFAULT, transaction, to, size);
  }

  /** A request of which no answer is awaited: whom it reaches will ask back. */
  ByteBuf blind(ProbeSecret to) {
    return Stun.request(ByteBufAllocator.DEFAULT, Stun.Transaction.random(random), to);
  }

  boolean expects(Stun.Transaction transaction) {
    return outstanding.containsKey(transaction);
  }

  /**
   * What a response proves; empty when nothing was asked, the code is wrong, or it came another way
   * than the request went.
   */
  Optional<Answered> answered(Stun.Message response, Route from, ProbeSecret secret, long now) {
    Sent sent = outstanding.get(response.transaction());
    if (sent == null || !sent.route.equals(from) || !response.provenBy(secret.key())) {
      return Optional.empty();
    }
    outstanding.remove(response.transaction());
    return Optional.of(new Answered(Math.max(1, now - sent.at), sent.size));
  }

  void clear() {
    outstanding.clear();
  }
}
