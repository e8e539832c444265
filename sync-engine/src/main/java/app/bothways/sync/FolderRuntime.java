package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.chunk.ChunkStore;
import app.bothways.sync.core.Effect;
import app.bothways.sync.core.Event;
import app.bothways.sync.core.FolderMachine;
import app.bothways.sync.core.Message;
import app.bothways.sync.core.Row;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Known;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.index.IndexFailure;
import app.bothways.sync.index.IndexFile;
import app.bothways.sync.model.ContentId;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.transfer.Part;
import app.bothways.sync.transfer.Progress;
import app.bothways.sync.transfer.Transfers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open folder: its machine on a thread of its own, and the hands that do what the machine
 * wants. The thread is never interrupted, for that would close the database's file under it.
 */
final class FolderRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderRuntime.class);
  private static final int EVENTS_AT_ONCE = 256;

  /** What a folder needs of the engine. */
  interface Outside {
    Optional<Session> session(NodeId device);

    void tell(SyncEvent event);

    /** The index is unusable or an old copy: the folder must be opened anew. */
    void reopen(FolderRuntime folder, boolean setAside);

    Optional<ScheduledFuture<?>> after(long millis, Runnable task);
  }

  private final FolderStore.Folder folder;
  private final Outside outside;
  private final IndexFile file;
  private final FolderDisk disk;
  private final ChunkStore chunks;
  private final Transfers transfers;
  private final Hands hands;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Waiters waiters = new Waiters();
  private final Performer performer;
  private final Rest rest;
  private final Map<NodeId, Session> speakers = new ConcurrentHashMap<>();
  private final Questions questions = new Questions();
  private final Thread thread;
  private volatile Set<NodeId> members;
  private volatile boolean closing;
  private volatile boolean paused;
  private volatile Look look = Look.NONE;
  private long conflictsAt = -1;
  private int conflicts;

  FolderRuntime(
      FolderStore.Folder folder,
      IndexFile file,
      ChunkStore chunks,
      FolderDisk disk,
      Outside outside) {
    this.folder = folder;
    this.file = file;
    this.disk = disk;
    this.outside = outside;
    members = folder.members();
    this.chunks = chunks;
    var known = new ChunkingKnown(watched(file.known()), chunks);
    transfers =
        new Transfers(disk, known, chunks, d -> outside.session(d).map(s -> s.source(folder.id())));
    hands = new Hands(folder.id(), disk, known, this::post, transfers);
    performer = new Performer(this, outside, file, hands, waiters);
    rest = Rest.of(file);
    thread = new Thread(this::run, "folder-" + folder.name());
    thread.setDaemon(true);
  }

  /** Others read the index, too: what they find broken must be opened anew as well. */
  private Known watched(Known known) {
    return new Known() {
      @Override
      public List<Item> children(Optional<RelPath> directory) {
        return watch(() -> known.children(directory));
      }

      @Override
      public Optional<Item> at(RelPath path) {
        return watch(() -> known.at(path));
      }
    };
  }

  private <T> T watch(java.util.function.Supplier<T> question) {
    try {
      return question.get();
    } catch (IndexFailure e) {
      if (!closing) {
        outside.reopen(this, e.damaged());
      }
      throw e;
    }
  }

  void start(Set<NodeId> connected) {
    disk.keeping(folder.keeping());
    post(new Event.Mode(folder.mode()));
    post(new Event.Shared(members));
    pause(folder.paused());
    connected.stream().filter(members::contains).forEach(d -> post(new Event.Up(d)));
    post(new Event.Opened());
    thread.start();
  }

  FolderStore.Folder folder() {
    return folder;
  }

  Set<NodeId> members() {
    return members;
  }

  void members(Set<NodeId> now) {
    members = Set.copyOf(now);
    post(new Event.Shared(members));
  }

  Look look() {
    return look;
  }

  /** Nothing is applied or sent from now on until this is called with false. */
  void pause(boolean now) {
    paused = now;
    post(new Event.Paused(now));
  }

  FolderDisk disk() {
    return disk;
  }

  IndexFile file() {
    return file;
  }

  /**
   * Asks the machine between two events.
   *
   * @throws CancellationException when the folder is closed first
   */
  <T> T ask(Function<FolderMachine, T> question) throws InterruptedException {
    return questions.ask(question, () -> post(new Event.Opened()));
  }

  Progress progress() {
    return transfers.progress();
  }

  /** Counted anew only when the index has changed. */
  synchronized int conflicts() {
    if (look.seq() != conflictsAt) {
      try {
        conflicts = watch(file::conflicts);
        conflictsAt = look.seq();
      } catch (IndexFailure e) {
        // Who asks how the folder is doing is told of this by its errors.
        LOG.debug("the conflict copies of {} are as last counted", folder.name(), e);
      }
    }
    return conflicts;
  }

  void post(Event event) {
    events.add(event);
  }

  /**
   * RACE: of two connections with one device each may be in use in one direction, and what was said
   * on the older one may come last. Only the one on which the other side began is listened to.
   */
  void heard(Session session, Message message) {
    if (message instanceof Message.Announce || message instanceof Message.Absent) {
      speakers.put(session.device(), session);
    }
    if (speakers.get(session.device()) == session) {
      post(new Event.Heard(session.device(), message));
    }
  }

  private void run() {
    try {
      recover();
      var machine = new FolderMachine(file.index());
      while (!closing) {
        turn(machine);
      }
    } catch (RuntimeException | InterruptedException | Error e) {
      // An Error too: a folder without its thread would stand still without a word.
      if (!closing) {
        outside.reopen(this, e instanceof IndexFailure failure && failure.damaged());
        LOG.error("folder {} stopped and is opened anew", folder.name(), e);
        look = look.broken(e);
        outside.tell(new SyncEvent.FolderChanged(folder.id()));
      }
    }
  }

  private void recover() {
    try {
      disk.recover();
    } catch (IOException e) {
      LOG.warn("what a crash left in {} could not be put in order", folder.path(), e);
    }
  }

  private void turn(FolderMachine machine) throws InterruptedException {
    Event next = performer.checkpointWanted() ? events.poll() : rest.until(events);
    for (int n = 1; next != null && !closing; n++) {
      handle(machine, next);
      // Nothing may be taken from the queue that is not handled: a lost answer is waited for
      // forever.
      next = n < EVENTS_AT_ONCE && !performer.checkpointDue() ? events.poll() : null;
    }
    file.index().commit();
    performer.tellReceived();
    questions.answer(machine);
    boolean now = events.isEmpty() || performer.checkpointDue();
    if (performer.checkpointWanted() && now && !closing) {
      handle(machine, performer.checkpoint());
    }
    show(machine);
  }

  private void handle(FolderMachine machine, Event event) {
    if (event instanceof Event.Decided(Deleted deleted) && deleted == Deleted.FOR_GOOD) {
      disk.confirmed();
    }
    for (Effect effect : machine.on(event, System.currentTimeMillis())) {
      performer.perform(effect);
    }
    if (event instanceof Event.Paused(boolean paused) && paused) {
      transfers.cancel();
    }
    if (event instanceof Event.Found) {
      hands.dealtWith();
    }
  }

  private void show(FolderMachine machine) {
    var need = machine.need();
    var standings = new java.util.TreeMap<NodeId, Message.Standing>();
    members.forEach(m -> machine.inside().standing(m).ifPresent(s -> standings.put(m, s)));
    var now =
        new Look(
            file.index().lastSeq(),
            machine.state(),
            file.index().totals(),
            new FolderStatus.Need(need.items(), need.bytes()),
            machine.errors(),
            standings,
            machine.inside().differences());
    if (!now.equals(look)) {
      look = now;
      outside.tell(new SyncEvent.FolderChanged(folder.id()));
    }
  }

  /**
   * False when the time was up first.
   *
   * @throws java.util.concurrent.CancellationException when the folder was closed first
   */
  boolean awaitInSync(long nanos) throws InterruptedException {
    return waiters.await(nanos, token -> post(new Event.AskInSync(token)));
  }

  /** A content for a member: only what the index says that this disk holds. */
  Optional<Session.Served> content(NodeId device, RelPath path, ContentId content) {
    return mayHave(device) ? serving().content(path, content) : Optional.empty();
  }

  /** A content's chunk list for a member, under the same conditions. */
  Optional<byte[]> chunks(NodeId device, Part.Chunks asked) {
    return mayHave(device) ? serving().chunks(asked) : Optional.empty();
  }

  private boolean mayHave(NodeId device) {
    return members.contains(device) && !paused;
  }

  private Serving serving() {
    // What others were told is not there any more: they will be told what is.
    return new Serving(
        path -> watch(() -> file.committed(path)).filter(Row::isPublished),
        disk,
        transfers,
        path -> post(new Event.LookAt(Set.of(path))));
  }

  private void closeOne(Runnable one) {
    try {
      one.run();
    } catch (RuntimeException e) {
      LOG.warn("folder {} was not closed well", folder.name(), e);
    }
  }

  @Override
  public void close() {
    closing = true;
    performer.close();
    hands.close();
    post(new Event.Opened());
    try {
      if (Thread.currentThread() != thread) {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List.<Runnable>of(disk::close, file::close, chunks::close).forEach(this::closeOne);
    waiters.close();
    questions.close();
  }
}
