package app.bothways.sync.watch;

import app.bothways.sync.model.RelPath;
import java.util.Set;

/**
 * Tells which paths to look at again. Events are gathered: 300 ms quiet, 5 s at most; 40 ms where
 * little happened, nothing was told a moment ago, and whoever was at it is known to be done.
 */
public interface FolderWatcher extends AutoCloseable {
  /** Called one at a time on a thread of the watcher. */
  interface Listener {
    /** Something changed at or below these paths. */
    void changed(Set<RelPath> paths);

    /** Events were lost: the whole folder must be scanned. */
    void lost();

    /** Part of the tree cannot be watched; {@code text} says why, for people. */
    void degraded(String text);
  }

  @Override
  void close();
}
