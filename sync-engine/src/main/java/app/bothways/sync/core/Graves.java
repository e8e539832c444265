package app.bothways.sync.core;

import app.bothways.net.identity.NodeId;
import java.util.Optional;
import java.util.Set;

/**
 * Forgets tombstones when every member of the folder has come to terms with them, however long that
 * takes; who is away for months holds them up, who was never heard of does not.
 *
 * <p>CRASH: a tombstone that comes back with an older database is told, stored and forgotten again.
 */
final class Graves {
  private static final int AT_ONCE = 1000;

  private final Index index;
  private Optional<Set<NodeId>> sharers = Optional.empty();
  private long cleared;

  Graves(Index index) {
    this.index = index;
  }

  void shared(Set<NodeId> members) {
    sharers = Optional.of(members);
    cleared = 0;
  }

  void left() {
    cleared = 0;
  }

  /** Forgets some of what may be forgotten. */
  void collect() {
    if (sharers.isEmpty()) {
      return;
    }
    long settled = index.lastSeq();
    for (NodeId device : sharers.get()) {
      if (!index.mark(device).equals(Index.Mark.NONE)) {
        settled = Math.min(settled, index.settled(device));
      }
    }
    if (settled <= cleared) {
      return;
    }
    var old = index.tombstones(settled, AT_ONCE);
    boolean all = old.size() < AT_ONCE;
    for (Row row : old) {
      if (!row.isPublished()) {
        continue;
      }
      if (index.remotes(row.entry().path()).isEmpty()) {
        index.forget(row);
      } else {
        // Somebody said something else of it meanwhile; once that is decided its turn comes.
        all = false;
      }
    }
    cleared = all ? settled : cleared;
  }
}
