package app.bothways.sync;

import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.LocalDisk;
import app.bothways.sync.disk.LocalDiskConfig;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.watch.FolderWatcher;
import app.bothways.sync.watch.Watchers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Directories of this machine. */
final class LocalDisks implements Disks {
  private final String label;

  LocalDisks(String label) {
    this.label = label;
  }

  private LocalDiskConfig config(Path root, FolderId folder, Consumer<RelPath> rescued) {
    return new LocalDiskConfig(root, folder.text(), label, InstantSource.system(), rescued);
  }

  @Override
  public void create(Path root, FolderId folder) throws IOException {
    LocalDisk.create(config(root, folder, _ -> {})).close();
  }

  @Override
  public FolderDisk open(Path root, FolderId folder, Consumer<RelPath> rescued) {
    return LocalDisk.open(config(root, folder, rescued));
  }

  @Override
  public FolderWatcher watch(Path root, FolderWatcher.Listener listener) throws IOException {
    return Watchers.watch(root, listener);
  }
}
