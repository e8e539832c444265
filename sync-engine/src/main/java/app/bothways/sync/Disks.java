package app.bothways.sync;

import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.watch.FolderWatcher;
import java.io.IOException;
import java.nio.file.Path;

/** Where the engine gets its disks from; tests give it others. */
interface Disks {
  FolderDisk open(Path root, FolderId folder) throws IOException;

  FolderWatcher watch(Path root, FolderWatcher.Listener listener) throws IOException;
}
