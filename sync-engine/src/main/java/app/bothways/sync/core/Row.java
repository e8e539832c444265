package app.bothways.sync.core;

import app.bothways.sync.disk.Observed;
import app.bothways.sync.model.Entry;
import app.bothways.sync.model.Tombstone;
import java.util.Optional;

/**
 * What this device has at a name, and announces to others.
 *
 * @param observed what the disk held when it was last in step with {@code entry}; empty exactly for
 *     tombstones and what {@link #isHeld}
 * @param seq rises with every change of the entry; unique in the folder's database
 */
public record Row(Entry entry, Optional<Observed> observed, long seq) {
  /**
   * Whether the name takes no part any more, since it is ignored: only remembered, with the version
   * that it had. Nobody is told of it but that it is not to be had here.
   */
  public boolean isHeld() {
    return observed.isEmpty() && !(entry instanceof Tombstone);
  }

  /** Whether others are told of this version. */
  public boolean isPublished() {
    return !isHeld() && !entry.version().isLocal();
  }
}
