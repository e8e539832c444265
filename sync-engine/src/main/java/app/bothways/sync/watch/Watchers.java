package app.bothways.sync.watch;

import java.io.IOException;
import java.nio.file.Path;

/** Begins to watch folders, in the way that suits the system. */
public final class Watchers {
  private Watchers() {}

  /**
   * Watches {@code root} until closed, and below it what is {@link FolderWatcher#include included},
   * which the scan does that has to follow; what is in {@code .bothways} at the root is not told.
   *
   * @throws IOException when nothing at all can be watched
   */
  public static FolderWatcher watch(Path root, FolderWatcher.Listener listener) throws IOException {
    String os = System.getProperty("os.name");
    if (os.startsWith("Windows")) {
      return new ServiceWatcher(root, Coverage.WHOLE_TREE, listener);
    }
    if (os.startsWith("Mac")) {
      listener.degraded(
          "Changes are noticed with a delay of some seconds, by looking at the directories again"
              + " and again.");
    }
    return new ServiceWatcher(root, Coverage.EACH_DIRECTORY, listener);
  }
}
