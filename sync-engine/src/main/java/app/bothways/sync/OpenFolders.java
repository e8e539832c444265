package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.core.Event;
import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.guard.Marker;
import app.bothways.sync.guard.Root;
import app.bothways.sync.index.IndexFile;
import app.bothways.sync.index.Seal;
import app.bothways.sync.index.UnusableDatabaseException;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.watch.FolderWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the folders of this device and keeps them open: one that cannot be opened or that fails is
 * opened again after a while. Also watches their trees. Guarded by itself.
 */
final class OpenFolders implements FolderRuntime.Outside, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFolders.class);
  private static final long REOPEN_MILLIS = 2000;
  private static final long POLL_MILLIS = 15_000;
  private static final Duration RESCAN = Duration.ofHours(6);

  private final SyncConfig config;
  private final Disks disks;
  private final FolderStore store;
  private final Sessions sessions;
  private final Consumer<SyncEvent> tell;
  private final Optional<LastRun.Start> start = LastRun.Start.ofThisSystem();
  private final Map<FolderId, FolderRuntime> running = new LinkedHashMap<>();
  private final Map<FolderId, FolderWatcher> watchers = new HashMap<>();
  private final Map<FolderId, SyncError> broken = new HashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sync-clock").daemon().factory());
  private boolean closed;

  OpenFolders(
      SyncConfig config,
      Disks disks,
      FolderStore store,
      Sessions sessions,
      Consumer<SyncEvent> tell) {
    this.config = config;
    this.disks = disks;
    this.store = store;
    this.sessions = sessions;
    this.tell = tell;
  }

  /** Opens what is stored, and from then on looks at every tree now and then. */
  void begin() {
    store.folders().forEach(f -> open(f.id()));
    clock.scheduleWithFixedDelay(
        () -> all().forEach(f -> f.post(new Event.LookAt(Set.of()))),
        RESCAN.toMillis(),
        RESCAN.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  synchronized List<FolderRuntime> all() {
    return List.copyOf(running.values());
  }

  synchronized Optional<FolderRuntime> running(FolderId id) {
    return Optional.ofNullable(running.get(id));
  }

  /** Why a folder is not running. */
  synchronized Optional<SyncError> broken(FolderId id) {
    return Optional.ofNullable(broken.get(id));
  }

  /** Opens a stored folder that is not open; tries again later when that fails. */
  synchronized void open(FolderId id) {
    Optional<FolderStore.Folder> stored = closed ? Optional.empty() : store.folder(id);
    if (stored.isEmpty() || running.containsKey(id)) {
      return;
    }
    try {
      start(stored.get());
      broken.remove(id);
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("folder {} cannot be opened", stored.get().name(), e);
      broken.put(id, whyClosed(e));
      after(REOPEN_MILLIS, () -> open(id));
    }
    tell(new SyncEvent.FolderChanged(id));
  }

  private static SyncError whyClosed(Throwable e) {
    return e instanceof UnusableDatabaseException
        ? new SyncError(
            ErrorCode.DATABASE,
            "",
            "The folder cannot be opened: " + e.getMessage() + ".",
            DiskErrors.next(ErrorCode.DATABASE))
        : new SyncError(
            ErrorCode.ROOT_MISSING,
            "",
            String.valueOf(e.getMessage()),
            "It is tried again every few seconds.");
  }

  private void start(FolderStore.Folder folder) throws IOException {
    IndexFile file =
        IndexFile.open(
            database(folder.id()),
            RandomIds.actor(),
            config.deviceName().apply(config.self()),
            seal(folder));
    FolderDisk disk;
    ChunkStore chunks;
    try {
      chunks = ChunkStore.open(chunks(folder.id()));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    try {
      disk = disks.open(folder.path(), folder.id(), rescued(folder.id()));
    } catch (IOException | RuntimeException e) {
      file.close();
      chunks.close();
      throw e;
    }
    var runtime = new FolderRuntime(folder, file, chunks, disk, this);
    running.put(folder.id(), runtime);
    runtime.post(new Event.Preferred(store.traffic().order()));
    LastRun last = lastRun(folder.id());
    last.wentDown().ifPresent(start -> runtime.post(new Event.PowerFailed(start.nanos())));
    // The first scan takes in what it lists, so that it need not be looked at twice.
    watch(runtime);
    runtime.start(sessions.devices());
    marked(runtime, last);
  }

  private LastRun lastRun(FolderId id) {
    return new LastRun(database(id).resolveSibling(id.text() + ".open"), start);
  }

  /** What the system took back when it went down must be looked at before that is forgotten. */
  private void marked(FolderRuntime runtime, LastRun last) {
    boolean looked =
        switch (runtime.look().state()) {
          case SYNCING, IN_SYNC, WAITING -> true;
          case SCANNING, PAUSED, ERROR -> false;
        };
    if (looked || last.wentDown().isEmpty()) {
      last.open();
    } else {
      after(
          REOPEN_MILLIS,
          () -> {
            synchronized (this) {
              if (isRunning(runtime)) {
                marked(runtime, last);
              }
            }
          });
    }
  }

  private Consumer<RelPath> rescued(FolderId id) {
    return path -> running(id).ifPresent(f -> f.post(new Event.LookAt(Set.of(path))));
  }

  private Path database(FolderId id) {
    return config.home().resolve("folders").resolve(id.text());
  }

  private Path chunks(FolderId id) {
    return database(id).resolveSibling(id.text() + "-chunks");
  }

  private Path seal(FolderId id) {
    return config.home().resolve("folders").resolve(id.text() + ".seal");
  }

  /** One is beside the folder's marker, so that it does not go back in time with the home. */
  private Seal seal(FolderStore.Folder folder) {
    Path inRoot = folder.path().resolve(Root.OURS).resolve("seal");
    return new Seal(
        config.self().toString(),
        Marker.incarnation(folder.path(), folder.id().text()),
        List.of(seal(folder.id()), inRoot));
  }

  /** Closes a folder for good. */
  synchronized void remove(FolderId id) {
    stop(id);
    broken.remove(id);
    try {
      clear(id);
    } catch (IOException e) {
      LOG.warn("the database of the removed folder {} stays behind", id, e);
    }
  }

  /**
   * Deletes what is kept of a folder that is not here, or not any more.
   *
   * <p>CRASH: to be called before such a folder is stored once more. A program that ends in the
   * middle of {@link #remove} leaves a database that says what the folder held then; used again, it
   * would tell others that all of that was deleted.
   *
   * @throws IOException when something stays: the folder cannot be here then
   */
  synchronized void clear(FolderId id) throws IOException {
    Files.deleteIfExists(database(id).resolveSibling(id.text() + ".mv.db"));
    ChunkStore.delete(chunks(id));
    Files.deleteIfExists(seal(id));
    Files.deleteIfExists(database(id).resolveSibling(id.text() + ".open"));
  }

  private void stop(FolderId id) {
    Optional.ofNullable(watchers.remove(id)).ifPresent(FolderWatcher::close);
    Optional<FolderRuntime> open = Optional.ofNullable(running.remove(id));
    open.ifPresent(FolderRuntime::close);
    open.ifPresent(_ -> lastRun(id).closed());
  }

  private synchronized boolean isRunning(FolderRuntime runtime) {
    return running.get(runtime.folder().id()) == runtime;
  }

  // ---- what a folder needs -----------------------------------------------------------------

  @Override
  public Optional<Session> session(NodeId device) {
    return sessions.current(device);
  }

  @Override
  public void tell(SyncEvent event) {
    tell.accept(event);
  }

  @Override
  public void reopen(FolderRuntime folder, boolean setAside) {
    after(setAside ? 1 : REOPEN_MILLIS, () -> reopenNow(folder, setAside));
  }

  private synchronized void reopenNow(FolderRuntime runtime, boolean setAside) {
    FolderId id = runtime.folder().id();
    if (closed || !isRunning(runtime)) {
      return;
    }
    stop(id);
    try {
      if (setAside) {
        IndexFile.setAside(database(id));
      }
    } catch (IOException e) {
      LOG.warn("the outdated index of {} cannot be set aside", runtime.folder().name(), e);
    }
    open(id);
  }

  @Override
  public Optional<ScheduledFuture<?>> after(long millis, Runnable task) {
    try {
      return Optional.of(clock.schedule(task, millis, TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException closing) {
      return Optional.empty();
    }
  }

  // ---- watching ----------------------------------------------------------------------------

  private void watch(FolderRuntime runtime) {
    var listener =
        new FolderWatcher.Listener() {
          @Override
          public void changed(Set<RelPath> paths) {
            runtime.post(new Event.LookAt(paths));
          }

          @Override
          public void lost() {
            runtime.post(new Event.LookAt(Set.of()));
          }

          @Override
          public void degraded(String text) {
            LOG.warn("folder {}: {}", runtime.folder().name(), text);
            poll(runtime);
          }
        };
    try {
      FolderWatcher watcher = disks.watch(runtime.folder().path(), listener);
      watchers.put(runtime.folder().id(), watcher);
      runtime.disk().entering(watcher::include);
    } catch (IOException | RuntimeException e) {
      listener.degraded(String.valueOf(e.getMessage()));
    }
  }

  /** Without a watcher changes are found by looking, again and again. */
  private void poll(FolderRuntime runtime) {
    after(
        POLL_MILLIS,
        () -> {
          if (isRunning(runtime)) {
            runtime.post(new Event.LookAt(Set.of()));
            poll(runtime);
          }
        });
  }

  @Override
  public synchronized void close() {
    closed = true;
    running.keySet().stream()
        .sorted(Comparator.comparing(FolderId::text))
        .toList()
        .forEach(this::stop);
    clock.shutdown();
  }
}
