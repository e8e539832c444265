package app.bothways.sync;

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
import app.bothways.sync.ignore.Fault;
import app.bothways.sync.ignore.IgnoreRules;
import app.bothways.sync.ignore.RuleReader;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import app.bothways.sync.transfer.Answer;
import app.bothways.sync.transfer.Transfers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a folder's machine wants: looks, fetches, copies, applies. Platform threads, since most
 * of the time goes into files; every wish is answered, whatever goes wrong.
 */
final class Hands implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hands.class);
  private static final int FINDINGS_AT_ONCE = 500;
  private static final int BATCHES_WAITING = 16;
  private static final int COPIES_AT_ONCE = 4;
  private static final long LONGEST_WORK_SECONDS = 20;

  private final FolderId folder;
  private final FolderDisk disk;
  private final Known known;
  private final Consumer<Event> answers;
  private final Transfers transfers;
  private final ExecutorService workers = Executors.newCachedThreadPool(Hands::thread);

  /** Thousands may be wanted in one go, and a thread for each would be more than a system gives. */
  private final ExecutorService copiers =
      Executors.newFixedThreadPool(COPIES_AT_ONCE, Hands::thread);

  private final Semaphore batches = new Semaphore(BATCHES_WAITING);
  private volatile boolean closed;
  private volatile Optional<Event.Rules> rules = Optional.empty();

  Hands(
      FolderId folder, FolderDisk disk, Known known, Consumer<Event> answers, Transfers transfers) {
    this.folder = folder;
    this.disk = disk;
    this.known = known;
    this.answers = answers;
    this.transfers = transfers;
  }

  private static Thread thread(Runnable task) {
    var thread = new Thread(task, "folder-work");
    thread.setDaemon(true);
    return thread;
  }

  private void run(ExecutorService on, Runnable task) {
    try {
      on.execute(task);
    } catch (RejectedExecutionException closing) {
      LOG.debug("the folder is closing");
    }
  }

  void scan(Set<RelPath> below) {
    run(workers, () -> answers.accept(new Event.ScanEnded(scanned(below))));
  }

  private Optional<SyncError> scanned(Set<RelPath> below) {
    LOG.debug("a scan of {} begins", below);
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
      LOG.debug("a scan ends");
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
      List<StepResult> results = disk.apply(steps);
      LOG.debug("{} steps are done", steps.size());
      return results;
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
        copiers,
        () -> {
          Optional<Staged> staged = Optional.empty();
          try {
            staged = disk.stageCopy(copy.from(), copy.expected(), copy.content());
          } catch (RuntimeException | Error e) {
            LOG.warn("{} could not be copied", copy.from(), e);
          } finally {
            answers.accept(new Event.Copied(copy.path(), staged));
          }
        });
  }

  void fetch(List<Want> wants) {
    transfers.fetch(wants, some -> answers.accept(fetched(some)));
  }

  private static Event fetched(List<Answer> some) {
    return new Event.Fetched(
        some.stream()
            .map(a -> new Event.Fetched.Content(a.want(), a.staged(), a.error()))
            .toList());
  }

  @Override
  public void close() {
    closed = true;
    transfers.close();
    workers.shutdown();
    copiers.shutdown();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WORK_SECONDS);
    try {
      // Whoever opens the folder next must not meet steps of this one.
      if (!ends(workers, until) || !ends(copiers, until)) {
        LOG.warn("folder {} is closed while work on its disk still goes on", folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ends(ExecutorService one, long until) throws InterruptedException {
    return one.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
