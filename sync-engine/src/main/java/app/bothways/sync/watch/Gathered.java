package app.bothways.sync.watch;

import app.bothways.sync.model.RelPath;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Changes waiting to be told: until nothing came for {@link #QUIET}, but no longer than {@link
 * #LONGEST} after the first. Times are nanoseconds of one monotonic clock. Guarded by itself.
 */
final class Gathered {
  static final Duration QUIET = Duration.ofMillis(300);
  static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int MANY = 20_000;

  private final Set<RelPath> paths = new HashSet<>();
  private boolean lost;
  private long first;
  private long last;

  /** What is to be told now. */
  sealed interface Word {
    record Changed(Set<RelPath> paths) implements Word {}

    record Lost() implements Word {}
  }

  synchronized void add(RelPath path, long now) {
    mark(now);
    if (!lost && paths.size() < MANY) {
      paths.add(path);
    } else {
      lose(now);
    }
  }

  synchronized void lose(long now) {
    mark(now);
    lost = true;
    paths.clear();
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
    long at = Math.min(last + QUIET.toNanos(), first + LONGEST.toNanos());
    return Optional.of(Duration.ofNanos(Math.max(0, at - now)));
  }

  /** What is due, if anything is. */
  synchronized Optional<Word> take(long now) {
    if (due(now).filter(Duration::isZero).isEmpty()) {
      return Optional.empty();
    }
    Word word = lost ? new Word.Lost() : new Word.Changed(Set.copyOf(paths));
    paths.clear();
    lost = false;
    return Optional.of(word);
  }
}
