package app.bothways.sync;

import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.watch.FolderWatcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where the engine gets its disks from; tests give it others. */
interface Disks {
  /** Makes a directory the root of a folder, on a person's wish; {@link #open} works afterwards. */
  void create(Path root, FolderId folder) throws IOException;

  /**
   * @param rescued told of files that were given names of their own outside of steps
   */
  FolderDisk open(Path root, FolderId folder, Consumer<RelPath> rescued) throws IOException;

  FolderWatcher watch(Path root, FolderWatcher.Listener listener) throws IOException;
}
