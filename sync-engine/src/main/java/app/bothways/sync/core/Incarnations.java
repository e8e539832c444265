package app.bothways.sync.core;

import java.util.HashSet;
import java.util.Set;

/** What is no more: what other devices told and took back, and databases that this one had. */
final class Incarnations {
  private static final int MOST = 100;

  private final long actor;
  private final Set<Long> formerly = new HashSet<>();
  private long takenBack;

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

  /** Another device has a new database, or withdraws what it had told. */
  void tookBack() {
    takenBack++;
  }

  /** How often {@link #tookBack} was called. */
  long takenBack() {
    return takenBack;
  }
}
