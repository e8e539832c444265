package app.bothways.sync.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many changes of each actor a version contains (Parker et al., 1983). An actor is one
 * incarnation of one device's database, so that no counter is ever issued twice. Immutable.
 */
public final class VersionVector {
  public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

  /** How two vectors relate. */
  public enum Order {
    EQUAL,
    BEFORE,
    AFTER,
    CONCURRENT
  }

  private final SortedMap<Long, Long> counters;

  private VersionVector(SortedMap<Long, Long> counters) {
    this.counters = counters;
  }

  /**
   * @throws IllegalArgumentException when a counter is not positive
   */
  public static VersionVector of(Map<Long, Long> counters) {
    counters.forEach(
        (actor, counter) -> {
          if (counter <= 0) {
            throw new IllegalArgumentException("counter of actor " + actor + " is " + counter);
          }
        });
    return new VersionVector(new TreeMap<>(counters));
  }

  public SortedMap<Long, Long> counters() {
    return Collections.unmodifiableSortedMap(counters);
  }

  /** One more change by {@code actor}. */
  public VersionVector plus(long actor) {
    return plus(actor, 1);
  }

  /**
   * One more change by {@code actor}, whose counter becomes at least {@code least}: so a name that
   * was forgotten and comes back never gets a counter that it had before.
   */
  public VersionVector plus(long actor, long least) {
    var next = new TreeMap<>(counters);
    next.put(actor, Math.max(at(actor) + 1, least));
    return new VersionVector(next);
  }

  /** The least vector that is at or after both. */
  public VersionVector merge(VersionVector other) {
    var merged = new TreeMap<>(counters);
    other.counters.forEach((actor, counter) -> merged.merge(actor, counter, Math::max));
    return new VersionVector(merged);
  }

  /** How this relates to {@code other}: {@code BEFORE} means that the other knows all of this. */
  public Order compare(VersionVector other) {
    boolean less = hasMoreThan(other);
    boolean more = other.hasMoreThan(this);
    if (less && more) {
      return Order.CONCURRENT;
    }
    if (less) {
      return Order.AFTER;
    }
    return more ? Order.BEFORE : Order.EQUAL;
  }

  private boolean hasMoreThan(VersionVector other) {
    for (Map.Entry<Long, Long> one : counters.entrySet()) {
      if (other.at(one.getKey()) < one.getValue()) {
        return true;
      }
    }
    return false;
  }

  private long at(long actor) {
    return counters.getOrDefault(actor, 0L);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionVector vector && vector.counters.equals(counters);
  }

  @Override
  public int hashCode() {
    return counters.hashCode();
  }

  @Override
  public String toString() {
    return counters.toString();
  }
}
