package app.bothways.sync;

import app.bothways.net.Connection;
import app.bothways.net.Subscription;
import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Event;
import app.bothways.sync.core.Message;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Brakes;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.transfer.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What people and other devices want of the folders. Guarded by its own lock. */
final class Engine implements SyncEngine, Session.Host {
  private final SyncConfig config;
  private final Disks disks;
  private final FolderStore store;
  private final Tellers tellers = new Tellers();
  private final Sessions sessions = new Sessions();
  private final Brakes brakes = new Brakes();
  private final OpenFolders folders;
  private final InSyncWait waits;
  private final Sharing sharing;
  private boolean closed;

  private Engine(SyncConfig config, Disks disks, FolderStore store) {
    this.config = config;
    this.disks = disks;
    this.store = store;
    folders = new OpenFolders(config, disks, store, sessions, this::tell);
    waits = new InSyncWait(folders, sessions);
    sharing = new Sharing(this::places, store, folders, sessions, this::tell);
  }

  static Engine open(SyncConfig config, Disks disks) throws IOException {
    var engine = new Engine(config, disks, FolderStore.open(config.home()));
    engine.brakes.limits(engine.store.traffic().limits());
    engine.folders.begin();
    return engine;
  }

  private Places places() {
    return new Places(config.home(), store.folders(), disks);
  }

  // ---- folders -----------------------------------------------------------------------------

  @Override
  public synchronized FolderId add(Path directory, Optional<String> name) throws RefusedException {
    Path real = places().existing(directory);
    FolderId folder = RandomIds.folder();
    places().create(real, folder);
    store.add(folder, name.orElse(nameOf(real)), real);
    folders.open(folder);
    return folder;
  }

  private static String nameOf(Path path) {
    return path.getFileName() == null ? path.toString() : path.getFileName().toString();
  }

  @Override
  public synchronized void share(FolderId id, NodeId device, FolderMode mode)
      throws RefusedException {
    store.existing(id);
    if (device.equals(config.self()) || !config.isDevice().test(device)) {
      throw new RefusedException(
          Refusal.NOT_A_DEVICE, "'" + device.shortText() + "' is not a paired device.");
    }
    sharing.share(id, device, mode);
  }

  // ---- offers ------------------------------------------------------------------------------

  @Override
  public List<FolderOffer> offers() {
    return sharing.offers();
  }

  @Override
  public synchronized FolderId accept(String offer, Path directory, Optional<FolderMode> mode)
      throws RefusedException {
    return sharing.accept(offer, directory, mode);
  }

  @Override
  public synchronized void decline(String offer) throws RefusedException {
    sharing.decline(offer);
  }

  // ---- status ------------------------------------------------------------------------------

  @Override
  public List<FolderStatus> folders() {
    return store.folders().stream()
        .map(
            f ->
                Statuses.of(
                    f, folders.running(f.id()), folders.broken(f.id()), sessions::connected))
        .toList();
  }

  @Override
  public Optional<FolderStatus> folder(String idOrName) {
    return Statuses.find(folders(), idOrName);
  }

  @Override
  public boolean awaitInSync(FolderId id, Duration timeout) throws InterruptedException {
    return waits.await(id, timeout);
  }

  @Override
  public synchronized void scan(FolderId id) throws RefusedException {
    store.existing(id);
    folders.running(id).ifPresent(f -> f.post(new Event.LookAt(Set.of())));
  }

  @Override
  public synchronized void decide(FolderId id, Deleted deleted) throws RefusedException {
    store.existing(id);
    folders.running(id).ifPresent(f -> f.post(new Event.Decided(deleted)));
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
    store.existing(id);
    store.paused(id, paused);
    folders.running(id).ifPresent(f -> f.pause(paused));
  }

  @Override
  public FolderCare care() {
    return new Caretaker(store, folders);
  }

  @Override
  public Traffic traffic() {
    return store.traffic();
  }

  @Override
  public synchronized void traffic(Traffic traffic) {
    store.traffic(traffic);
    brakes.limits(traffic.limits());
    folders.all().forEach(f -> f.post(new Event.Preferred(traffic.order())));
  }

  /** How contents come into a folder that is open. */
  Optional<Progress> progress(FolderId id) {
    return folders.running(id).map(FolderRuntime::progress);
  }

  @Override
  public synchronized void remove(FolderId id) throws RefusedException {
    FolderStore.Folder folder = store.existing(id);
    store.remove(id);
    folders.remove(id);
    for (NodeId member : folder.members()) {
      sessions
          .current(member)
          .ifPresent(
              s -> {
                s.send(new Control.NoOffer(id));
                s.send(new Control.InFolder(id, new Message.Absent(0)));
              });
    }
    tell(new SyncEvent.FolderChanged(id));
  }

  @Override
  public synchronized void forget(NodeId device) {
    store.forget(device);
    for (FolderRuntime folder : folders.all()) {
      var members = new HashSet<>(folder.members());
      if (members.remove(device)) {
        folder.members(members);
        folder.post(new Event.Left(device));
      }
    }
    sharing.forget(device);
    for (Session session : sessions.of(device)) {
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

  @Override
  public synchronized void opened(Session session) {
    NodeId device = session.device();
    if (closed) {
      session.close("closing");
      return;
    }
    sessions.add(session);
    waits.ring();
    up(device, session);
  }

  private void up(NodeId device, Session session) {
    for (FolderRuntime folder : folders.all()) {
      if (folder.members().contains(device)) {
        sharing.offer(session, folder.folder().id());
        folder.post(new Event.Up(device));
      }
    }
  }

  @Override
  public synchronized void closed(Session session) {
    NodeId device = session.device();
    if (!sessions.remove(session)) {
      return;
    }
    for (FolderRuntime folder : folders.all()) {
      if (folder.members().contains(device)) {
        folder.post(new Event.Down(device));
        tell(new SyncEvent.FolderChanged(folder.folder().id()));
      }
    }
    // RACE: what the other side said last may have come on the one that went, even where it was not
    // the one in use here; on the one that is left the conversation begins anew.
    sessions.current(device).ifPresent(s -> up(device, s));
  }

  @Override
  public synchronized void heard(Session session, Control message) {
    NodeId device = session.device();
    switch (message) {
      case Control.Hello _ -> {}
      case Control.Offer offer -> sharing.offered(device, offer);
      case Control.NoOffer no -> sharing.withdrawn(device, no.folder());
      case Control.InFolder in -> {
        Optional<FolderRuntime> folder =
            folders.running(in.folder()).filter(f -> f.members().contains(device));
        if (folder.isPresent()) {
          folder.get().heard(session, in.message());
        } else if (!isMember(in.folder(), device) && !(in.message() instanceof Message.Absent)) {
          long token = in.message() instanceof Message.Check check ? check.token() : 0;
          session.send(new Control.InFolder(in.folder(), new Message.Absent(token)));
        }
      }
    }
  }

  /** Also of a folder that cannot be opened just now: it will say so itself when it is open. */
  private boolean isMember(FolderId folder, NodeId device) {
    return store.folder(folder).filter(f -> f.members().contains(device)).isPresent();
  }

  @Override
  public Optional<Session.Served> content(
      NodeId device, FolderId id, RelPath path, ContentId content) {
    return config.isDevice().test(device)
        ? folders.running(id).flatMap(f -> f.content(device, path, content))
        : Optional.empty();
  }

  @Override
  public Optional<byte[]> chunks(NodeId device, FolderId id, Part.Chunks asked) {
    return config.isDevice().test(device)
        ? folders.running(id).flatMap(f -> f.chunks(device, asked))
        : Optional.empty();
  }

  @Override
  public Brakes brakes() {
    return brakes;
  }

  private void tell(SyncEvent event) {
    waits.ring();
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
      open = sessions.all();
    }
    open.forEach(s -> s.close("this device is closing"));
    folders.close();
    tellers.close();
    store.close();
  }
}
