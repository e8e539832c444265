package app.bothways.sync;

import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.watch.FolderWatcher;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Directories of this machine, with a hand on every call. */
record TamperedDisks(LocalDisks real, Tamper tamper) implements Disks {
  interface Tamper {
    Object call(String method, Callable<Object> real) throws Exception;
  }

  TamperedDisks(Tamper tamper) {
    this(new LocalDisks("test"), tamper);
  }

  /** The first call of {@code method} fails with {@code error}. */
  static TamperedDisks failingOnce(String method, Error error) {
    var open = new java.util.concurrent.atomic.AtomicBoolean(true);
    return new TamperedDisks(
        (called, real) -> {
          if (called.equals(method) && open.getAndSet(false)) {
            throw error;
          }
          return real.call();
        });
  }

  @Override
  public void create(Path root, FolderId folder) throws IOException {
    real.create(root, folder);
  }

  @Override
  public FolderDisk open(Path root, FolderId folder, Consumer<RelPath> rescued) {
    FolderDisk disk = real.open(root, folder, rescued);
    return (FolderDisk)
        Proxy.newProxyInstance(
            FolderDisk.class.getClassLoader(),
            new Class<?>[] {FolderDisk.class},
            (_, method, args) ->
                tamper.call(
                    method.getName(),
                    () -> {
                      try {
                        return method.invoke(disk, args);
                      } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof Error error) {
                          throw error;
                        }
                        throw (Exception) e.getCause();
                      }
                    }));
  }

  @Override
  public FolderWatcher watch(Path root, FolderWatcher.Listener listener) throws IOException {
    return real.watch(root, listener);
  }
}
