package app.bothways.sync.guard;

import app.bothways.sync.model.RelPath;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the files that were changed into noise, and says stop when they are more than {@link
 * #MOST} within {@link #WINDOW}: then something is encrypting the folder, and no other device is to
 * hear of it before a person has said that it is meant so. Guarded by itself; a restart forgets the
 * count, but the first scan after it finds all that was held once more.
 */
public final class Scrambling {
  public static final int MOST = 20;
  public static final Duration WINDOW = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final Map<RelPath, Instant> changed = new HashMap<>();
  private Instant allowedUntil = Instant.EPOCH;

  public Scrambling(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether these changes, all of one scan, must not be told. */
  public synchronized boolean holds(Collection<RelPath> noise) {
    Instant now = clock.instant();
    if (noise.isEmpty() || now.isBefore(allowedUntil)) {
      return false;
    }
    boolean held = changed.size() > MOST;
    if (!held) {
      changed.values().removeIf(at -> at.plus(WINDOW).isBefore(now));
    }
    noise.forEach(path -> changed.put(path, now));
    return changed.size() > MOST;
  }

  /** What is at this path is in order (again), or gone. */
  public synchronized void inOrder(RelPath path) {
    changed.remove(path);
  }

  /** A person says that it is meant so: what comes in the next {@link #WINDOW} is told. */
  public synchronized void confirm() {
    if (changed.size() > MOST) {
      changed.clear();
      allowedUntil = clock.instant().plus(WINDOW);
    }
  }
}
