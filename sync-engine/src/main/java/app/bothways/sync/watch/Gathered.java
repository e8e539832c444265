package app.bothways.sync.watch;

import app.bothways.sync.model.RelPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Changes waiting to be told: until nothing came for {@link #QUIET}, but no longer than {@link
 * #LONGEST} after the first. What is complete in itself (a file written and closed, a rename of
 * which both names are known) waits only {@link #COMPLETE}, unless it is much or one of a series:
 * then waiting gathers more, and looking once is cheaper. Times are nanoseconds of one monotonic
 * clock. Guarded by itself.
 */
final class Gathered {
  static final Duration QUIET = Duration.ofMillis(300);
  static final Duration LONGEST = Duration.ofSeconds(5);
  static final Duration COMPLETE = Duration.ofMillis(40);

  /** So long after something was told, the next is taken for one of a series. */
  static final Duration SERIES = Duration.ofSeconds(1);

  private static final int FEW = 64;
  private static final int MANY = 20_000;

  /** A directory in which more changed is looked at as a whole. */
  private static final int MANY_IN_ONE = 1_000;

  private final Set<RelPath> paths = new HashSet<>();

  /** Those among them with which somebody may not be done, as long as they are few. */
  private final Set<RelPath> unfinished = new HashSet<>();

  private final Map<RelPath, Integer> inDirectory = new HashMap<>();
  private boolean lost;
  private long first;
  private long last;
  private Optional<Long> told = Optional.empty();

  /** What is to be told now. */
  sealed interface Word {
    record Changed(Set<RelPath> paths) implements Word {}

    record Lost() implements Word {}
  }

  synchronized void add(RelPath path, Notice.Sign sign, long now) {
    mark(now);
    if (lost || paths.size() >= MANY) {
      lose(now);
      return;
    }
    boolean here = paths.contains(path);
    boolean done =
        switch (sign) {
          case WRITTEN, ARRIVED, RENAMED -> true;
          case CREATED, CHANGED -> false;
          case TOUCHED -> here && !unfinished.contains(path);
          // Something that came and went, as programs do that save with care.
          case REMOVED -> here;
        };
    if (done) {
      unfinished.remove(path);
    } else if (paths.size() <= FEW) {
      unfinished.add(path);
    }
    if (!here) {
      remember(path);
    }
  }

  private void remember(RelPath path) {
    Optional<RelPath> parent = path.parent();
    int siblings = parent.map(p -> inDirectory.merge(p, 1, Integer::sum)).orElse(0);
    paths.add(siblings > MANY_IN_ONE ? parent.get() : path);
  }

  synchronized void lose(long now) {
    mark(now);
    lost = true;
    forget();
  }

  private void forget() {
    paths.clear();
    unfinished.clear();
    inDirectory.clear();
  }

  private void mark(long now) {
    if (isEmpty()) {
      first = now;
    }
    last = now;
  }

  private boolean isEmpty() {
    return !lost && paths.isEmpty();
  }

  /**
   * How long to wait at most before {@link #take} may have something; empty: nothing is waiting.
   */
  synchronized Optional<Duration> due(long now) {
    if (isEmpty()) {
      return Optional.empty();
    }
    long at = Math.min(last + quiet().toNanos(), first + LONGEST.toNanos());
    return Optional.of(Duration.ofNanos(Math.max(0, at - now)));
  }

  private Duration quiet() {
    boolean series = told.isPresent() && first - told.get() < SERIES.toNanos();
    boolean complete = !lost && unfinished.isEmpty() && paths.size() <= FEW && !series;
    return complete ? COMPLETE : QUIET;
  }

  /** What is due, if anything is. */
  synchronized Optional<Word> take(long now) {
    if (due(now).filter(Duration::isZero).isEmpty()) {
      return Optional.empty();
    }
    Word word = lost ? new Word.Lost() : new Word.Changed(Set.copyOf(paths));
    forget();
    lost = false;
    told = Optional.of(now);
    return Optional.of(word);
  }
}
