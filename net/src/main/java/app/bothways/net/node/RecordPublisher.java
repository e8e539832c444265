package app.bothways.net.node;

import app.bothways.net.RelayMode.Relay;
import app.bothways.net.address.NodeAddr;
import app.bothways.net.address.RelayUrl;
import app.bothways.net.address.lookup.RecordStores;
import app.bothways.net.address.pkarr.AddressRecords;
import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's signed record at stores: there soon after it changed, again before its time to
 * live is over, again when a store's relay was away (stores keep records in memory), and seldom
 * where a store fails. Timestamps only grow, also past one that a wrong clock once gave. On one
 * thread, that of the executor; keeps nothing on disk.
 */
final class RecordPublisher {
  static final Duration TTL = Duration.ofMinutes(5);
  static final Duration AGAIN = Duration.ofMinutes(4);

  /** What {@link #jitter} may make of {@link #AGAIN}. */
  private static final Duration LEAST_AGE = AGAIN.multipliedBy(4).dividedBy(5);

  /** Several changes come together, such as two relays that connect. */
  static final Duration SETTLE = Duration.ofMillis(500);

  static final Duration LONGEST = Duration.ofMinutes(5);
  static final Duration REFUSED = Duration.ofHours(1);
  private static final Duration CROWDED = Duration.ofSeconds(4);

  private static final Logger LOG = LoggerFactory.getLogger(RecordPublisher.class);

  /** The clocks, and dice for jitter. */
  record Times(LongSupplier nanos, LongSupplier unixMicros, RandomGenerator random) {}

  private static final class Target {
    private final Relay store;
    private long due;
    private int failures;
    private boolean busy;

    Target(Relay store, long due) {
      this.store = store;
      this.due = due;
    }
  }

  private final NodeKey key;
  private final RecordStores stores;
  private final Executor thread;
  private final Times times;
  private final Map<RelayUrl, Target> targets = new HashMap<>();
  private Optional<NodeAddr> said = Optional.empty();
  private Optional<SignedPacket> packet = Optional.empty();
  private long signedAt;
  private long lastMicros;

  RecordPublisher(NodeKey key, RecordStores stores, Executor thread, Times times) {
    this.key = key;
    this.stores = stores;
    this.thread = thread;
    this.times = times;
  }

  /**
   * To be called every second or so.
   *
   * @param content what to say; while empty nothing is published, and what was stays as it is
   * @param where the stores to keep it at
   * @param cameBack those whose relays were away
   */
  void tick(Optional<NodeAddr> content, Collection<Relay> where, Set<RelayUrl> cameBack) {
    long now = times.nanos.getAsLong();
    if (content.isPresent() && !content.equals(said)) {
      said = content;
      packet = Optional.empty();
      targets.values().forEach(target -> soon(target, now));
    }
    follow(where, now);
    cameBack.stream().filter(targets::containsKey).forEach(url -> soon(targets.get(url), now));
    if (content.isPresent()) {
      List.copyOf(targets.values()).stream()
          .filter(target -> !target.busy && target.due - now <= 0)
          .forEach(target -> publish(target, now));
    }
  }

  private static void soon(Target target, long now) {
    target.failures = 0;
    target.due = now + SETTLE.toNanos();
  }

  private void follow(Collection<Relay> where, long now) {
    Set<RelayUrl> wanted = where.stream().map(Relay::url).collect(Collectors.toSet());
    targets.keySet().retainAll(wanted);
    where.forEach(
        store ->
            targets.computeIfAbsent(store.url(), _ -> new Target(store, now + SETTLE.toNanos())));
  }

  private void publish(Target target, long now) {
    CompletableFuture<RecordStores.Outcome> kept = stores.put(target.store, current(now));
    // Only now: what fails before is tried again.
    target.busy = true;
    kept.whenComplete(
        (outcome, failure) ->
            thread.execute(() -> published(target, Optional.ofNullable(outcome), failure)));
  }

  private SignedPacket current(long now) {
    if (packet.isEmpty() || now - signedAt >= LEAST_AGE.toNanos()) {
      lastMicros = Math.max(times.unixMicros.getAsLong(), lastMicros + 1);
      signedAt = now;
      packet =
          Optional.of(
              SignedPacket.sign(key, lastMicros, AddressRecords.encode(said.orElseThrow(), TTL)));
    }
    return packet.get();
  }

  private void published(Target target, Optional<RecordStores.Outcome> outcome, Throwable failure) {
    target.busy = false;
    long now = times.nanos.getAsLong();
    if (outcome.isEmpty()) {
      LOG.debug("no record kept: {}", failure.getMessage());
      target.due = now + backoff(target);
      return;
    }
    switch (outcome.get()) {
      case STORED -> {
        target.failures = 0;
        // What changed while this was under way has made it due already.
        long again = signedAt + jitter(AGAIN);
        target.due = target.due - now > 0 ? Math.min(target.due, again) : again;
        if (packet.isEmpty()) {
          soon(target, now);
        }
      }
      case NOT_NEWER -> overtake(target, now);
      case TOO_OFTEN -> target.due = now + Math.max(CROWDED.toNanos(), backoff(target));
      case REFUSED -> {
        LOG.debug("{} keeps no records", target.store.url());
        target.due = now + jitter(REFUSED);
      }
    }
  }

  /** The store has one from the future, of a clock that was wrong: the next goes beyond it. */
  private void overtake(Target target, long now) {
    target.busy = true;
    target.due = now + backoff(target);
    CompletableFuture<Optional<SignedPacket>> there = stores.get(target.store, key.id());
    there.whenComplete(
        (found, _) ->
            thread.execute(
                () -> {
                  target.busy = false;
                  if (found != null && found.isPresent()) {
                    lastMicros = Math.max(lastMicros, found.get().timestampMicros());
                    packet = Optional.empty();
                  }
                }));
  }

  private long backoff(Target target) {
    target.failures = Math.min(target.failures + 1, 16);
    Duration wait = Duration.ofSeconds(1L << target.failures);
    return jitter(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
  }

  /** Up to a fifth less, so that nodes and stores fall out of step. */
  private long jitter(Duration wait) {
    long nanos = wait.toNanos();
    return nanos - times.random.nextLong(nanos / 5);
  }
}
