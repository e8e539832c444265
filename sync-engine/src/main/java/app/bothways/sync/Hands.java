package app.bothways.sync;

import app.bothways.net.identity.NodeId;
import app.bothways.sync.core.Effect;
import app.bothways.sync.core.Event;
import app.bothways.sync.core.Want;
import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.DiskException;
import app.bothways.sync.disk.Finding;
import app.bothways.sync.disk.FolderDisk;
import app.bothways.sync.disk.Known;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.exchange.Control;
import app.bothways.sync.exchange.Session;
import app.bothways.sync.ignore.Fault;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.ignore.RuleReader;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a folder's machine wants: looks, fetches, copies, applies. Platform threads, since most
 * of the time goes into files; every wish is answered, whatever goes wrong.
 */
final class Hands implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hands.class);
  private static final int BUNDLES_AT_ONCE = 8;
  private static final int FINDINGS_AT_ONCE = 500;
  private static final int BATCHES_WAITING = 16;
  private static final long LONGEST_WORK_SECONDS = 20;

  private final FolderId folder;
  private final FolderDisk disk;
  private final Known known;
  private final Consumer<Event> answers;
  private final Function<NodeId, Optional<Session>> sessions;
  private final ExecutorService fetchers =
      Executors.newFixedThreadPool(BUNDLES_AT_ONCE, Hands::thread);
  private final ExecutorService workers = Executors.newCachedThreadPool(Hands::thread);
  private final Semaphore copies = new Semaphore(4);
  private final Semaphore batches = new Semaphore(BATCHES_WAITING);
  private final Meter meter = new Meter();
  private volatile boolean closed;
  private volatile Optional<Event.Rules> rules = Optional.empty();

  Hands(
      FolderId folder,
      FolderDisk disk,
      Known known,
      Consumer<Event> answers,
      Function<NodeId, Optional<Session>> sessions) {
    this.folder = folder;
    this.disk = disk;
    this.known = known;
    this.answers = answers;
    this.sessions = sessions;
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "folder-work");
    thread.setDaemon(true);
    return thread;
  }

  Meter meter() {
    return meter;
  }

  private void run(ExecutorService on, Runnable task) {
    try {
      on.execute(task);
    } catch (RejectedExecutionException closing) {
      LOG.debug("the folder is closing");
    }
  }

  void send(Effect.Send send) {
    sessions
        .apply(send.device())
        .ifPresent(s -> s.send(new Control.InFolder(folder, send.message())));
  }

  void scan(Set<RelPath> below) {
    run(workers, () -> answers.accept(new Event.ScanEnded(scanned(below))));
  }

  private Optional<SyncError> scanned(Set<RelPath> below) {
    try {
      Optional<SyncError> root = disk.checkRoot().or(this::readRules);
      if (root.isPresent()) {
        return root;
      }
      var batch = new ArrayList<Finding>();
      disk.scan(
          List.copyOf(below),
          known,
          () -> closed,
          finding -> {
            batch.add(finding);
            if (batch.size() >= FINDINGS_AT_ONCE) {
              tell(batch);
              batch.clear();
            }
          },
          (items, bytes) -> {});
      // The root may have vanished meanwhile, and everything seemed gone.
      Optional<SyncError> after = disk.checkRoot();
      if (after.isEmpty() && !batch.isEmpty()) {
        tell(batch);
      }
      return after;
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("the scan of folder {} failed", folder, e);
      return Optional.of(error(e, ErrorCode.READ_FAILED, ""));
    }
  }

  /**
   * Without understanding all of this device's own rules nobody knows what may be told to others,
   * so the folder waits. A mistake in the shared ones, perhaps made elsewhere, only costs its line.
   */
  private Optional<SyncError> readRules() {
    try {
      RuleReader.Reading reading = disk.ignoreRules();
      if (!reading.ownFaults().isEmpty()) {
        return Optional.of(fault(reading.ownFaults().getFirst()));
      }
      List<SyncError> faults = reading.sharedFaults().stream().map(Hands::fault).toList();
      var now = new Event.Rules(reading.rules(), faults);
      if (!Optional.of(now).equals(rules)) {
        rules = Optional.of(now);
        answers.accept(now);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(DiskErrors.reading(IgnoreRules.OWN, e));
    }
  }

  private static SyncError fault(Fault fault) {
    return DiskErrors.make(ErrorCode.IGNORE_RULES, fault.file(), fault.toString());
  }

  /** Holds the scan up while the index is behind: findings must not pile up in memory. */
  private void tell(List<Finding> batch) {
    while (!closed) {
      try {
        if (batches.tryAcquire(200, TimeUnit.MILLISECONDS)) {
          answers.accept(new Event.Found(batch));
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** The machine has dealt with one batch of findings. */
  void dealtWith() {
    batches.release();
  }

  static SyncError error(Throwable e, ErrorCode code, String path) {
    return e instanceof DiskException known
        ? known.error()
        : new SyncError(code, path, String.valueOf(e.getMessage()), "It is tried again.");
  }

  void apply(List<Step> steps) {
    run(workers, () -> answers.accept(new Event.Applied(applied(steps))));
  }

  private List<StepResult> applied(List<Step> steps) {
    try {
      Optional<SyncError> root = disk.checkRoot();
      if (root.isPresent()) {
        answers.accept(new Event.LookAt(Set.of()));
        return failed(steps, root.get());
      }
      return disk.apply(steps);
    } catch (RuntimeException | Error e) {
      LOG.warn("steps in folder {} failed", folder, e);
      return failed(steps, error(e, ErrorCode.WRITE_FAILED, ""));
    }
  }

  private static List<StepResult> failed(List<Step> steps, SyncError error) {
    return steps.stream().<StepResult>map(_ -> new StepResult.Failed(error)).toList();
  }

  void copy(Effect.Copy copy) {
    run(
        workers,
        () -> {
          copies.acquireUninterruptibly();
          Optional<Staged> staged = Optional.empty();
          try {
            staged = disk.stageCopy(copy.from(), copy.expected(), copy.content());
          } catch (RuntimeException | Error e) {
            LOG.warn("{} could not be copied", copy.from(), e);
          } finally {
            copies.release();
            answers.accept(new Event.Copied(copy.path(), staged));
          }
        });
  }

  void fetch(List<Want> wants) {
    run(fetchers, () -> fetchNow(wants));
  }

  private void fetchNow(List<Want> wants) {
    var open = new LinkedHashSet<Want>(wants);
    try {
      for (Want want : wants) {
        local(want)
            .ifPresent(
                staged -> {
                  open.remove(want);
                  answers.accept(new Event.Fetched(want, Optional.of(staged), Optional.empty()));
                });
      }
      Optional<Session> session = sessions.apply(wants.getFirst().from());
      if (!open.isEmpty() && session.isPresent()) {
        session.get().fetch(folder, List.copyOf(open), receiver(open));
      }
    } catch (IOException e) {
      LOG.debug("a bundle of folder {} broke off and is asked for again", folder, e);
    } catch (RuntimeException | Error e) {
      LOG.warn("a bundle of folder {} failed and is asked for again", folder, e);
    } finally {
      open.forEach(w -> answers.accept(new Event.Fetched(w, Optional.empty(), Optional.empty())));
    }
  }

  /** What need not be sent: what an earlier run staged, and empty files. */
  private Optional<Staged> local(Want want) {
    Optional<Staged> earlier = disk.staged(want.content());
    if (earlier.isPresent() || want.size() > 0) {
      return earlier;
    }
    try {
      return Optional.of(disk.stage(InputStream.nullInputStream(), 0, want.content()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Session.Receiver receiver(Set<Want> open) {
    return new Session.Receiver() {
      @Override
      public void content(Want want, InputStream in) throws IOException {
        try {
          Staged staged = disk.stage(meter.counting(in), want.size(), want.content());
          open.remove(want);
          answers.accept(new Event.Fetched(want, Optional.of(staged), Optional.empty()));
        } catch (DiskException e) {
          open.remove(want);
          answers.accept(new Event.Fetched(want, Optional.empty(), Optional.of(e.error())));
        }
      }

      @Override
      public void missing(Want want) {
        open.remove(want);
        answers.accept(new Event.Fetched(want, Optional.empty(), Optional.empty()));
      }
    };
  }

  @Override
  public void close() {
    closed = true;
    fetchers.shutdown();
    workers.shutdown();
    try {
      // Whoever opens the folder next must not meet steps of this one.
      if (!workers.awaitTermination(LONGEST_WORK_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("folder {} is closed while work on its disk still goes on", folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
