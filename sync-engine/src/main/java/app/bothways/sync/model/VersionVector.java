package app.bothways.sync.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * How many changes of each actor a version contains (Parker et al., 1983). An actor is one
 * incarnation of one device's database, so that no counter is ever issued twice. Immutable.
 *
 * <p>A device can say a version again, louder, without any person having changed it: against a
 * deletion by somebody who had not seen it. That is counted apart, under an actor's echo, and
 * decides only between versions that contain the same changes: whoever had seen those has seen the
 * echo, too.
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

  private static final int MARK_SHIFT = 40;
  private static final long MARK = 0xEC40ECL;
  private static final LongPredicate ECHOES = VersionVector::isEcho;
  private static final LongPredicate CHANGES = ECHOES.negate();

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

  /** The same changes, said again by {@code actor}. */
  public VersionVector echo(long actor, long least) {
    return plus(MARK << MARK_SHIFT | actor & ~(-1L << MARK_SHIFT), least);
  }

  /** Whether no database may have this as its actor. */
  public static boolean isEcho(long actor) {
    return actor >>> MARK_SHIFT == MARK;
  }

  /** The least vector that is at or after both. */
  public VersionVector merge(VersionVector other) {
    var merged = new TreeMap<>(counters);
    other.counters.forEach((actor, counter) -> merged.merge(actor, counter, Math::max));
    return new VersionVector(merged);
  }

  /** How this relates to {@code other}: {@code BEFORE} means that the other knows all of this. */
  public Order compare(VersionVector other) {
    Order changes = order(hasMoreThan(other, CHANGES), other.hasMoreThan(this, CHANGES));
    return changes == Order.EQUAL
        ? order(hasMoreThan(other, ECHOES), other.hasMoreThan(this, ECHOES))
        : changes;
  }

  private static Order order(boolean less, boolean more) {
    if (less && more) {
      return Order.CONCURRENT;
    }
    if (less) {
      return Order.AFTER;
    }
    return more ? Order.BEFORE : Order.EQUAL;
  }

  private boolean hasMoreThan(VersionVector other, LongPredicate counted) {
    for (Map.Entry<Long, Long> one : counters.entrySet()) {
      if (other.at(one.getKey()) < one.getValue() && counted.test(one.getKey())) {
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
