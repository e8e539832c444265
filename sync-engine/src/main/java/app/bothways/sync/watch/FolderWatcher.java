package app.bothways.sync.watch;

import app.bothways.sync.model.RelPath;
import java.nio.file.Path;
import java.util.Set;

/**
 * Tells which paths to look at again. Events are gathered: 300 ms quiet, 5 s at most; 40 ms where
 * little happened, nothing was told a moment ago, and whoever was at it is known to be done.
 */
public interface FolderWatcher extends AutoCloseable {
  /**
   * Called on a thread of the watcher, one at a time; {@link #degraded} also on one that includes.
   */
  interface Listener {
    /** Something changed at or below these paths. */
    void changed(Set<RelPath> paths);

    /** Events were lost: the whole folder must be scanned. */
    void lost();

    /** Part of the tree cannot be watched; {@code text} says why, for people. */
    void degraded(String text);
  }

  /**
   * Watches a directory below the root from now on, and what is made in it. To be called before it
   * is listed: then what changes is found by the listing or told, whenever it happens. Where one
   * watch sees the whole tree, and for what is watched already, there is nothing to do. Any thread.
   */
  void include(Path directory);

  @Override
  void close();
}
