package app.bothways.sync.watch;

import app.bothways.sync.fs.Inotify;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

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
    Path real = root.toRealPath();
    if (os.startsWith("Windows")) {
      return new TreeWatcher(real, Coverage.WHOLE_TREE, java(real, Coverage.WHOLE_TREE), listener);
    }
    if (os.startsWith("Mac")) {
      listener.degraded(
          "Changes are noticed with a delay of some seconds, by looking at the directories again"
              + " and again.");
    }
    Optional<Inotify> inotify = Inotify.open();
    Notices notices =
        inotify.isPresent()
            ? new InotifyNotices(inotify.get())
            : java(real, Coverage.EACH_DIRECTORY);
    return new TreeWatcher(real, Coverage.EACH_DIRECTORY, notices, listener);
  }

  private static Notices java(Path root, Coverage coverage) throws IOException {
    return new JavaNotices(root.getFileSystem().newWatchService(), coverage);
  }
}
