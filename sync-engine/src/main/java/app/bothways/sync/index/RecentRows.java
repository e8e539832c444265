package app.bothways.sync.index;

import app.bothways.sync.model.RelPath;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that were written last, as the table has them, so that whoever needs one soon after need
 * not ask the database: a scan that meets what this device has just put, a device that asks for
 * what it has just been told. The thread of the index tells of all that it writes; others see what
 * was committed. A few megabytes, whatever the size of the folder.
 */
final class RecentRows {
  private static final int MOST = 20_000;

  /** A row but for its path. */
  record Data(long seq, byte[] bytes) {}

  /** Guarded by itself. */
  private final Map<RelPath, Data> committed = new Lately<>(MOST);

  /** Written since the last commit, if not too much; empty where a row was taken away. */
  private final Map<RelPath, Optional<Data>> pending = new Lately<>(MOST);

  /** More was written since the last commit than is remembered: it may be of any other name. */
  private boolean overflowed;

  void wrote(RelPath path, long seq, byte[] bytes) {
    change(path, Optional.of(new Data(seq, bytes)));
  }

  void removed(RelPath path) {
    change(path, Optional.empty());
  }

  private void change(RelPath path, Optional<Data> data) {
    overflowed |= pending.put(path, data) == null && pending.size() == MOST;
  }

  /** For the thread of the index. Empty: the table must be asked. */
  Optional<Data> newest(RelPath path) {
    Optional<Data> written = pending.get(path);
    if (written != null) {
      return written;
    }
    return overflowed ? Optional.empty() : committed(path);
  }

  /** Whether the table may not say yet what was last written of a name; as above. */
  boolean isAhead(RelPath path) {
    return overflowed || pending.containsKey(path);
  }

  /** For any thread. Empty: the table must be asked. */
  Optional<Data> committed(RelPath path) {
    synchronized (committed) {
      return Optional.ofNullable(committed.get(path));
    }
  }

  /**
   * To be called when the database has committed. Whoever asks before sees what was committed
   * before, as one would who had asked the database then.
   */
  void commit() {
    synchronized (committed) {
      if (overflowed) {
        committed.clear();
      }
      pending.forEach(
          (path, data) ->
              data.ifPresentOrElse(now -> committed.put(path, now), () -> committed.remove(path)));
    }
    pending.clear();
    overflowed = false;
  }
}
