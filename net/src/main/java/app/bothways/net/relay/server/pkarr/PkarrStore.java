package app.bothways.net.relay.server.pkarr;

import app.bothways.net.address.pkarr.SignedPacket;
import app.bothways.net.identity.NodeId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The newest record of each key. Bounded in number, each record in size ({@link
 * SignedPacket#MAX_BODY}); the record that was neither stored nor asked for longest goes first, and
 * one that was not published again for seven days goes in any case. One address may publish once in
 * four seconds, twice at once. Any thread.
 */
public final class PkarrStore {
  /** What became of a publication. */
  public enum Outcome {
    STORED,
    /** The stored record is as new or newer and stays. */
    NOT_NEWER,
    INVALID,
    TOO_OFTEN
  }

  static final Duration LIFE = Duration.ofDays(7);
  static final int BURST = 2;
  static final Duration EARNED_AFTER = Duration.ofSeconds(4);
  private static final int MAX_PUBLISHERS = 65_536;

  private record Kept(SignedPacket packet, long since) {}

  private record Allowance(double left, long since) {}

  private final Map<NodeId, Kept> records;
  private final Map<ByteBuffer, Allowance> publishers = bounded(MAX_PUBLISHERS, new LongAdder());
  private final LongSupplier nanos;
  private final LongAdder evicted = new LongAdder();

  /**
   * @param most how many records are kept, above 0
   */
  public PkarrStore(int most) {
    this(most, System::nanoTime);
  }

  PkarrStore(int most, LongSupplier nanos) {
    this.records = bounded(most, evicted);
    this.nanos = nanos;
  }

  /**
   * @param body signature, timestamp and DNS message
   * @param from who publishes, for the rate limit only
   */
  public Outcome put(NodeId key, byte[] body, InetAddress from) {
    // Before the signature is checked, because checking is what costs.
    if (!mayPublish(from)) {
      return Outcome.TOO_OFTEN;
    }
    Optional<SignedPacket> packet = SignedPacket.verify(key, body);
    return packet.isEmpty() ? Outcome.INVALID : store(packet.get());
  }

  private synchronized Outcome store(SignedPacket packet) {
    Optional<SignedPacket> known = fresh(packet.key());
    if (known.isPresent() && !packet.isNewerThan(known.get())) {
      // Published again as it was: it stays alive.
      if (known.get().equals(packet)) {
        records.put(packet.key(), new Kept(packet, nanos.getAsLong()));
        return Outcome.STORED;
      }
      return Outcome.NOT_NEWER;
    }
    records.put(packet.key(), new Kept(packet, nanos.getAsLong()));
    return Outcome.STORED;
  }

  public synchronized Optional<SignedPacket> get(NodeId key) {
    return fresh(key);
  }

  private Optional<SignedPacket> fresh(NodeId key) {
    Kept kept = records.get(key);
    if (kept == null) {
      return Optional.empty();
    }
    if (nanos.getAsLong() - kept.since() > LIFE.toNanos()) {
      records.remove(key);
      evicted.increment();
      return Optional.empty();
    }
    return Optional.of(kept.packet());
  }

  public synchronized int size() {
    return records.size();
  }

  /** Records dropped for want of room or for their age. */
  public long evicted() {
    return evicted.sum();
  }

  private synchronized boolean mayPublish(InetAddress from) {
    byte[] raw = from.getAddress();
    var source = ByteBuffer.wrap(from instanceof Inet6Address ? Arrays.copyOf(raw, 8) : raw);
    long now = nanos.getAsLong();
    Allowance before = publishers.getOrDefault(source, new Allowance(BURST, now));
    double earned = (double) (now - before.since()) / EARNED_AFTER.toNanos();
    double left = Math.min(BURST, before.left() + earned);
    boolean allowed = left >= 1;
    publishers.put(source, new Allowance(allowed ? left - 1 : left, now));
    return allowed;
  }

  private static <K, V> Map<K, V> bounded(int most, LongAdder dropped) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        boolean full = size() > most;
        if (full) {
          dropped.increment();
        }
        return full;
      }
    };
  }
}
