package app.bothways.sync.index;

import app.bothways.sync.model.RelPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the database would say of the names that were asked for or written last, so that it is asked
 * once for what one change needs five times. For the one thread that writes; whoever writes past it
 * must say so.
 */
final class Recent<T> {
  /** As many as a few thousand changes on their way need; some megabytes at most. */
  static final int MOST = 16_384;

  private final Map<RelPath, T> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RelPath, T> eldest) {
          return size() > MOST;
        }
      };

  Optional<T> get(RelPath path) {
    return Optional.ofNullable(known.get(path));
  }

  void put(RelPath path, T value) {
    known.put(path, value);
  }

  void forget(RelPath path) {
    known.remove(path);
  }

  void clear() {
    known.clear();
  }
}
