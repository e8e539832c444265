package app.bothways.sync;

import app.bothways.net.Connection;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Event;
import app.bothways.sync.core.Message;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.index.IndexFile;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.watch.FolderWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All folders and all sessions. Guarded by its own lock; folders run on threads of their own. */
final class Engine implements SyncEngine, Session.Host {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_OFFERS = 200;
  private static final long REOPEN_MILLIS = 2000;
  private static final long POLL_MILLIS = 15_000;
  private static final Duration RESCAN = Duration.ofHours(6);

  private final SyncConfig config;
  private final Disks disks;
  private final FolderStore store;
  private final Map<FolderId, FolderRuntime> folders = new LinkedHashMap<>();
  private final Map<FolderId, FolderWatcher> watchers = new HashMap<>();
  private final Map<FolderId, String> broken = new HashMap<>();
  private final Map<NodeId, List<Session>> sessions = new ConcurrentHashMap<>();
  private final Map<String, FolderOffer> offers = new LinkedHashMap<>();
  private final Tellers tellers = new Tellers();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "sync-clock");
            thread.setDaemon(true);
            return thread;
          });
  private boolean closed;

  private Engine(SyncConfig config, Disks disks, FolderStore store) {
    this.config = config;
    this.disks = disks;
    this.store = store;
  }

  static Engine open(SyncConfig config, Disks disks) throws IOException {
    var engine = new Engine(config, disks, FolderStore.open(config.home()));
    engine.store.folders().forEach(engine::tryStart);
    engine.clock.scheduleWithFixedDelay(
        engine::rescan, RESCAN.toMillis(), RESCAN.toMillis(), TimeUnit.MILLISECONDS);
    return engine;
  }

  private synchronized void rescan() {
    folders.values().forEach(f -> f.post(new Event.LookAt(Set.of())));
  }

  // ---- folders -----------------------------------------------------------------------------

  private synchronized void tryStart(FolderStore.Folder folder) {
    if (closed || folders.containsKey(folder.id())) {
      return;
    }
    try {
      start(folder);
      broken.remove(folder.id());
    } catch (IOException | RuntimeException e) {
      LOG.warn("folder {} cannot be opened", folder.name(), e);
      broken.put(folder.id(), String.valueOf(e.getMessage()));
      after(REOPEN_MILLIS, () -> tryStart(folder));
    }
    tell(new SyncEvent.FolderChanged(folder.id()));
  }

  private void start(FolderStore.Folder folder) throws IOException {
    IndexFile file =
        IndexFile.open(database(folder.id()), newActor(), config.deviceName().apply(config.self()));
    FolderDisk disk;
    try {
      disk = disks.open(folder.path(), folder.id(), rescued(folder.id()));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    var runtime = new FolderRuntime(folder, file, disk, outside());
    folders.put(folder.id(), runtime);
    runtime.start(sessions.keySet());
    watch(runtime);
  }

  private Consumer<RelPath> rescued(FolderId id) {
    return path -> {
      synchronized (this) {
        runtime(id).ifPresent(f -> f.post(new Event.LookAt(Set.of(path))));
      }
    };
  }

  private Path database(FolderId id) {
    return config.home().resolve("folders").resolve(id.text());
  }

  private static long newActor() {
    long actor = 0;
    while (actor == 0) {
      actor = RANDOM.nextLong();
    }
    return actor;
  }

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
    // A large tree takes a while to be watched; the folder works meanwhile.
    Thread.ofPlatform().daemon().name("watch-begin").start(() -> watch(runtime, listener));
  }

  private void watch(FolderRuntime runtime, FolderWatcher.Listener listener) {
    FolderId id = runtime.folder().id();
    try {
      FolderWatcher watcher = disks.watch(runtime.folder().path(), listener);
      synchronized (this) {
        if (folders.get(id) == runtime) {
          watchers.put(id, watcher);
          runtime.post(new Event.LookAt(Set.of()));
          return;
        }
      }
      watcher.close();
    } catch (IOException | RuntimeException e) {
      listener.degraded(String.valueOf(e.getMessage()));
    }
  }

  /** Without a watcher changes are found by looking, again and again. */
  private void poll(FolderRuntime runtime) {
    after(
        POLL_MILLIS,
        () -> {
          synchronized (this) {
            if (folders.get(runtime.folder().id()) == runtime) {
              runtime.post(new Event.LookAt(Set.of()));
              poll(runtime);
            }
          }
        });
  }

  private FolderRuntime.Outside outside() {
    return new FolderRuntime.Outside() {
      @Override
      public Optional<Session> session(NodeId device) {
        return Engine.this.session(device);
      }

      @Override
      public void tell(SyncEvent event) {
        Engine.this.tell(event);
      }

      @Override
      public void reopen(FolderRuntime folder, boolean setAside) {
        Engine.this.after(setAside ? 1 : REOPEN_MILLIS, () -> Engine.this.reopen(folder, setAside));
      }

      @Override
      public Optional<ScheduledFuture<?>> after(long millis, Runnable task) {
        return Engine.this.after(millis, task);
      }
    };
  }

  private synchronized void reopen(FolderRuntime runtime, boolean setAside) {
    FolderId id = runtime.folder().id();
    if (closed || folders.get(id) != runtime) {
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
    store.folders().stream().filter(f -> f.id().equals(id)).forEach(this::tryStart);
  }

  private void stop(FolderId id) {
    Optional.ofNullable(watchers.remove(id)).ifPresent(FolderWatcher::close);
    Optional.ofNullable(folders.remove(id)).ifPresent(FolderRuntime::close);
  }

  private Optional<ScheduledFuture<?>> after(long millis, Runnable task) {
    try {
      return Optional.of(clock.schedule(task, millis, TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException closing) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized FolderId add(Path directory, Optional<String> name) throws RefusedException {
    Path real = new Places(config.home(), store.folders()).existing(directory);
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);
    var folder = new FolderId(base32(id));
    create(real, folder);
    store.add(folder, name.orElse(nameOf(real)), real);
    startStored(folder);
    return folder;
  }

  private void create(Path root, FolderId folder) throws RefusedException {
    try {
      disks.create(root, folder);
    } catch (IOException e) {
      throw new RefusedException("'" + root + "' cannot be made a folder: " + e.getMessage() + ".");
    }
  }

  private static String nameOf(Path path) {
    return path.getFileName() == null ? path.toString() : path.getFileName().toString();
  }

  private static String base32(byte[] bytes) {
    String alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    var out = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = held << 8 | b & 0xff;
      bits += 8;
      while (bits >= 5) {
        out.append(alphabet.charAt(held >>> bits - 5 & 31));
        bits -= 5;
      }
    }
    return out.append(alphabet.charAt(held << 5 - bits & 31)).toString();
  }

  private void startStored(FolderId id) {
    store.folders().stream().filter(f -> f.id().equals(id)).forEach(this::tryStart);
  }

  private FolderStore.Folder stored(FolderId id) throws RefusedException {
    return store.folders().stream()
        .filter(f -> f.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new RefusedException("There is no folder " + id + " on this device."));
  }

  private Optional<FolderRuntime> runtime(FolderId id) {
    return Optional.ofNullable(folders.get(id));
  }

  @Override
  public synchronized void share(FolderId id, NodeId device, FolderMode mode)
      throws RefusedException {
    stored(id);
    if (device.equals(config.self()) || !config.isDevice().test(device)) {
      throw new RefusedException("'" + device.shortText() + "' is not a paired device.");
    }
    if (mode != FolderMode.TWO_WAY) {
      throw new RefusedException("Folders can only be shared two-way so far.");
    }
    join(id, device);
    session(device).ifPresent(s -> offer(s, id));
  }

  private void join(FolderId id, NodeId device) throws RefusedException {
    store.member(id, device);
    Set<NodeId> members = stored(id).members();
    runtime(id)
        .ifPresent(
            f -> {
              boolean isNew = !f.members().contains(device);
              f.members(members);
              if (isNew && session(device).isPresent()) {
                f.post(new Event.Up(device));
              }
            });
    tell(new SyncEvent.FolderChanged(id));
  }

  private void offer(Session session, FolderId id) {
    runtime(id)
        .ifPresent(
            f -> {
              FolderStatus.Totals t = f.look().totals();
              session.send(new Control.Offer(id, f.folder().name(), t.files(), t.bytes()));
            });
  }

  // ---- offers ------------------------------------------------------------------------------

  @Override
  public synchronized List<FolderOffer> offers() {
    return List.copyOf(offers.values());
  }

  private FolderOffer known(String offer) throws RefusedException {
    List<FolderOffer> found =
        offers.values().stream()
            .filter(o -> o.offer().startsWith(offer) || o.folder().text().equals(offer))
            .toList();
    if (offer.isEmpty() || found.size() != 1) {
      throw new RefusedException("There is no offer '" + offer + "'.");
    }
    return found.getFirst();
  }

  @Override
  public synchronized FolderId accept(String offer, Path directory, Optional<FolderMode> mode)
      throws RefusedException {
    FolderOffer known = known(offer);
    if (mode.isPresent() && mode.get() != FolderMode.TWO_WAY) {
      throw new RefusedException("Folders can only be accepted two-way so far.");
    }
    Optional<FolderStore.Folder> here =
        store.folders().stream().filter(f -> f.id().equals(known.folder())).findFirst();
    var places = new Places(config.home(), store.folders());
    if (here.isPresent() && !here.get().path().equals(places.plain(directory))) {
      throw new RefusedException("This folder is here already, at " + here.get().path() + ".");
    }
    if (here.isEmpty()) {
      Path real = places.existingOrNew(directory);
      create(real, known.folder());
      store.add(known.folder(), known.name(), real);
      store.member(known.folder(), known.from());
      startStored(known.folder());
    } else {
      join(known.folder(), known.from());
    }
    offers.remove(known.offer());
    tell(new SyncEvent.OffersChanged());
    return known.folder();
  }

  @Override
  public synchronized void decline(String offer) throws RefusedException {
    FolderOffer known = known(offer);
    store.declined(known.folder(), known.from());
    offers.remove(known.offer());
    session(known.from()).ifPresent(s -> s.send(new Control.NoOffer(known.folder())));
    tell(new SyncEvent.OffersChanged());
  }

  private void offered(NodeId from, Control.Offer offer) {
    boolean here = runtime(offer.folder()).filter(f -> f.members().contains(from)).isPresent();
    if (here || store.isDeclined(offer.folder(), from) || offers.size() >= MOST_OFFERS) {
      return;
    }
    String id = offer.folder().text().substring(0, 8) + "-" + from.shortText().substring(0, 4);
    offers.put(
        id,
        new FolderOffer(
            id,
            offer.folder(),
            offer.name(),
            from,
            FolderMode.TWO_WAY,
            offer.files(),
            offer.bytes()));
    tell(new SyncEvent.OffersChanged());
  }

  // ---- status ------------------------------------------------------------------------------

  @Override
  public List<FolderStatus> folders() {
    List<FolderStore.Folder> all = store.folders();
    var out = new ArrayList<FolderStatus>();
    for (FolderStore.Folder folder : all) {
      Optional<FolderRuntime> running;
      Optional<String> why;
      synchronized (this) {
        running = runtime(folder.id());
        why = Optional.ofNullable(broken.get(folder.id()));
      }
      out.add(Statuses.of(folder, running, why, device -> session(device).isPresent()));
    }
    return out;
  }

  @Override
  public Optional<FolderStatus> folder(String idOrName) {
    List<FolderStatus> all = folders();
    List<FolderStatus> exact =
        all.stream()
            .filter(
                f ->
                    f.id().text().equals(idOrName)
                        || f.name().equals(idOrName)
                        || f.path().toString().equals(idOrName))
            .toList();
    if (exact.size() == 1) {
      return Optional.of(exact.getFirst());
    }
    List<FolderStatus> begun =
        all.stream().filter(f -> f.id().text().startsWith(idOrName)).toList();
    return exact.isEmpty() && begun.size() == 1 && !idOrName.isEmpty()
        ? Optional.of(begun.getFirst())
        : Optional.empty();
  }

  @Override
  public boolean awaitInSync(FolderId id, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      Optional<FolderRuntime> folder;
      synchronized (this) {
        folder = runtime(id);
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        if (folder.isPresent() && folder.get().awaitInSync(left)) {
          return true;
        }
      } catch (java.util.concurrent.CancellationException reopened) {
        LOG.debug("folder {} was opened anew while it was waited for", id);
      }
      Thread.sleep(Math.min(50, Math.max(1, left / 1_000_000)));
    }
  }

  @Override
  public synchronized void scan(FolderId id) throws RefusedException {
    stored(id);
    runtime(id).ifPresent(f -> f.post(new Event.LookAt(Set.of())));
  }

  @Override
  public synchronized void pause(FolderId id) throws RefusedException {
    pause(id, true);
  }

  @Override
  public synchronized void resume(FolderId id) throws RefusedException {
    pause(id, false);
  }

  private void pause(FolderId id, boolean paused) throws RefusedException {
    stored(id);
    store.paused(id, paused);
    runtime(id).ifPresent(f -> f.post(new Event.Paused(paused)));
  }

  @Override
  public synchronized void remove(FolderId id) throws RefusedException {
    FolderStore.Folder folder = stored(id);
    stop(id);
    store.remove(id);
    broken.remove(id);
    for (NodeId member : folder.members()) {
      session(member)
          .ifPresent(
              s -> {
                s.send(new Control.NoOffer(id));
                s.send(new Control.InFolder(id, new Message.Absent(0)));
              });
    }
    try {
      Files.deleteIfExists(database(id).resolveSibling(id.text() + ".mv.db"));
    } catch (IOException e) {
      LOG.warn("the database of the removed folder {} stays behind", folder.name(), e);
    }
    tell(new SyncEvent.FolderChanged(id));
  }

  @Override
  public synchronized void forget(NodeId device) {
    store.forget(device);
    for (FolderRuntime folder : folders.values()) {
      var members = new HashSet<>(folder.members());
      if (members.remove(device)) {
        folder.members(members);
        folder.post(new Event.Left(device));
      }
    }
    if (offers.values().removeIf(o -> o.from().equals(device))) {
      tell(new SyncEvent.OffersChanged());
    }
    for (Session session : sessions.getOrDefault(device, List.of())) {
      session.close("the device was removed");
    }
  }

  // ---- sessions ----------------------------------------------------------------------------

  @Override
  public void serve(Connection connection) throws Exception {
    if (!config.isDevice().test(connection.remote())) {
      connection.close(3, "not a paired device");
      return;
    }
    new Session(connection, this).run();
  }

  private Optional<Session> session(NodeId device) {
    List<Session> all = sessions.getOrDefault(device, List.of());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  @Override
  public synchronized void opened(Session session) {
    NodeId device = session.device();
    if (closed) {
      session.close("closing");
      return;
    }
    var all = new ArrayList<>(sessions.getOrDefault(device, List.of()));
    all.add(session);
    sessions.put(device, List.copyOf(all));
    up(device, session);
  }

  private void up(NodeId device, Session session) {
    for (FolderRuntime folder : folders.values()) {
      if (folder.members().contains(device)) {
        offer(session, folder.folder().id());
        folder.post(new Event.Up(device));
      }
    }
  }

  @Override
  public synchronized void closed(Session session) {
    NodeId device = session.device();
    var all = new ArrayList<>(sessions.getOrDefault(device, List.of()));
    boolean wasInUse = !all.isEmpty() && all.getLast() == session;
    all.remove(session);
    if (all.isEmpty()) {
      sessions.remove(device);
    } else {
      sessions.put(device, List.copyOf(all));
    }
    if (!wasInUse) {
      return;
    }
    for (FolderRuntime folder : folders.values()) {
      if (folder.members().contains(device)) {
        folder.post(new Event.Down(device));
        tell(new SyncEvent.FolderChanged(folder.folder().id()));
      }
    }
    session(device).ifPresent(s -> up(device, s));
  }

  @Override
  public synchronized void heard(Session session, Control message) {
    NodeId device = session.device();
    switch (message) {
      case Control.Hello _ -> {}
      case Control.Offer offer -> offered(device, offer);
      case Control.NoOffer no -> {
        if (offers
            .values()
            .removeIf(o -> o.folder().equals(no.folder()) && o.from().equals(device))) {
          tell(new SyncEvent.OffersChanged());
        }
      }
      case Control.InFolder in -> {
        Optional<FolderRuntime> folder =
            runtime(in.folder()).filter(f -> f.members().contains(device));
        if (folder.isPresent()) {
          folder.get().post(new Event.Heard(device, in.message()));
        } else if (!(in.message() instanceof Message.Absent)) {
          long token = in.message() instanceof Message.Check check ? check.token() : 0;
          session.send(new Control.InFolder(in.folder(), new Message.Absent(token)));
        }
      }
    }
  }

  @Override
  public Optional<Session.Served> content(
      NodeId device, FolderId id, RelPath path, ContentId content) {
    Optional<FolderRuntime> folder;
    synchronized (this) {
      folder = runtime(id);
    }
    return config.isDevice().test(device)
        ? folder.flatMap(f -> f.content(device, path, content))
        : Optional.empty();
  }

  // ---- the rest ----------------------------------------------------------------------------

  private void tell(SyncEvent event) {
    tellers.tell(event);
  }

  @Override
  public Subscription events(Consumer<SyncEvent> listener) {
    return tellers.add(listener);
  }

  @Override
  public void close() {
    List<Session> open;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      open = sessions.values().stream().flatMap(List::stream).toList();
    }
    open.forEach(s -> s.close("this device is closing"));
    synchronized (this) {
      List.copyOf(folders.keySet()).stream()
          .sorted(Comparator.comparing(FolderId::text))
          .forEach(this::stop);
    }
    clock.shutdown();
    tellers.close();
    store.close();
  }
}
