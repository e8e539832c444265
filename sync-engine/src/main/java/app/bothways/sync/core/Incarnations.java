package app.bothways.sync.core;

import java.util.HashSet;
import java.util.Set;

/** Databases that are no more: those of others, which take back what they told, and one's own. */
final class Incarnations {
  private static final int MOST = 100;

  private final long actor;
  private final Set<Long> formerly = new HashSet<>();
  private long givenUp;

  Incarnations(long actor) {
    this.actor = actor;
  }

  /** Somebody remembers this device by that actor. CRASH: known in this life only. */
  void heardOf(long mine) {
    if (mine != 0 && mine != actor && formerly.size() < MOST) {
      formerly.add(mine);
    }
  }

  /** Whether it was made on this device, by a database that is no more. */
  boolean wasMine(long maker) {
    return formerly.contains(maker);
  }

  /** Another device has a new database, and what it had told is forgotten. */
  void begunAnew() {
    givenUp++;
  }

  /** How often {@link #begunAnew} was called. */
  long givenUp() {
    return givenUp;
  }
}
