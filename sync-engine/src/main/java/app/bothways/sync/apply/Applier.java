package app.bothways.sync.apply;

import app.bothways.sync.disk.DiskErrors;
import app.bothways.sync.disk.Observed;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.fs.Dir;
import app.bothways.sync.fs.DiskNames;
import app.bothways.sync.fs.UnicodeTwins;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies batches of steps; by one thread at a time. What a batch takes out of the tree is in the
 * journal before its first step; the directories it touched are on disk when it returns.
 */
final class Applier {
  private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

  private final Workplace workplace;
  private final Journal journal;
  private final Steps steps;
  private final ExecutorService syncers;
  private boolean leftInTheMiddle;

  Applier(Workplace workplace, Journal journal, Steps steps, ExecutorService syncers) {
    this.workplace = workplace;
    this.journal = journal;
    this.steps = steps;
    this.syncers = syncers;
  }

  /** As {@link app.bothways.sync.disk.FolderDisk#apply}. */
  List<StepResult> apply(List<Step> batch) {
    List<Optional<Record>> records = new ArrayList<>(batch.size());
    try {
      workplace.ready();
      for (Step step : batch) {
        records.add(record(step));
      }
      journal.begin(records.stream().flatMap(Optional::stream).toList());
    } catch (IOException failed) {
      return batch.stream()
          .<StepResult>map(
              s -> new StepResult.Failed(DiskErrors.writing(s.path().toString(), failed)))
          .toList();
    }
    var results = new StepResult[batch.size()];
    for (int i : order(batch)) {
      results[i] = one(batch.get(i), records.get(i));
      if (records.get(i).isPresent() && !(results[i] instanceof StepResult.Done)) {
        settle(records.get(i).get());
      }
    }
    syncDirectories(touched(batch, List.of(results)));
    return workplace
        .root()
        .check()
        .map(gone -> doubted(batch, results, gone))
        .orElseGet(() -> List.of(results));
  }

  /** Where both twins go, the second must be first: without the other one it has not that name. */
  private static List<Integer> order(List<Step> batch) {
    return IntStream.range(0, batch.size())
        .boxed()
        .sorted(Comparator.comparing(i -> !isSecondTwinGoing(batch.get(i))))
        .toList();
  }

  private static boolean isSecondTwinGoing(Step step) {
    return step instanceof Step.Remove remove
        && !(remove.expected() instanceof Observed.Dir)
        && (UnicodeTwins.isMarked(remove.path().name()) || DiskNames.mayShow(remove.path().name()));
  }

  /**
   * The disk went away meanwhile. In the place where it is mounted nothing is found, and there a
   * directory can be made, too; so what needs nothing from the disk itself may not be as it seems.
   */
  private List<StepResult> doubted(List<Step> batch, StepResult[] results, SyncError gone) {
    leftInTheMiddle = true;
    for (int i = 0; i < results.length; i++) {
      if (batch.get(i) instanceof Step.Remove
          || batch.get(i) instanceof Step.MakeDir
          || batch.get(i) instanceof Step.PutLink) {
        results[i] = new StepResult.Failed(gone);
      }
    }
    return List.of(results);
  }

  /** A slot for what the step will take out of the tree; directories are only removed empty. */
  private Optional<Record> record(Step step) throws IOException {
    return switch (step) {
      case Step.PutFile put ->
          put.expected()
              .filter(e -> !(e instanceof Observed.Dir))
              .map(expected -> Record.ofFile(workplace.number(), put, expected));
      case Step.PutLink put ->
          put.expected()
              .filter(e -> !(e instanceof Observed.Dir))
              .map(expected -> Record.ofLink(workplace.number(), put, expected));
      case Step.Remove remove ->
          remove.expected() instanceof Observed.Dir
              ? Optional.empty()
              : Optional.of(Record.ofRemoval(workplace.number(), remove));
      case Step.MakeDir make -> Optional.empty();
      case Step.SetMeta meta -> Optional.empty();
      case Step.Confirm confirm -> Optional.empty();
      case Step.Move move -> recordOfMove(move);
    };
  }

  private Optional<Record> recordOfMove(Step.Move move) throws IOException {
    return move.expected() instanceof Observed.Dir || workplace.fs().movesByOneCall()
        ? Optional.empty()
        : Optional.of(Record.ofMove(workplace.number(), move));
  }

  private StepResult one(Step step, Optional<Record> record) {
    try {
      return switch (step) {
        case Step.PutFile put -> steps.putFile(put, record);
        case Step.MakeDir make -> steps.makeDir(make);
        case Step.PutLink put -> steps.putLink(put, record);
        case Step.SetMeta meta -> steps.setMeta(meta);
        case Step.Confirm confirm -> steps.confirm(confirm);
        case Step.Remove remove -> steps.remove(remove, record);
        case Step.Move move -> steps.move(move, record);
      };
    } catch (FileAlreadyExistsException there) {
      return occupied(step);
    } catch (NoSuchFileException | NotDirectoryException other) {
      workplace.lookAgain();
      return new StepResult.Stale(step.path());
    } catch (IOException failed) {
      return new StepResult.Failed(DiskErrors.writing(step.path().toString(), failed));
    }
  }

  /**
   * Something is there that was not expected; or only something that this system calls the same.
   */
  private StepResult occupied(Step step) {
    RelPath path = step.path();
    try (Dir dir = workplace.root().parentOf(path)) {
      Path name = dir.resolve(path.name()).getFileName();
      if (workplace.fs().names(dir.path()).contains(name)) {
        return new StepResult.Stale(path);
      }
      return new StepResult.Failed(
          DiskErrors.make(
              ErrorCode.NAME_NOT_POSSIBLE,
              path.toString(),
              "another name here differs only in upper and lower case"));
    } catch (IOException gone) {
      return new StepResult.Stale(path);
    }
  }

  /**
   * A step that failed or found something else left its slot empty, as a rule. Where the disk went
   * away between two renames, what stood in the tree may be there still, and is left to recovery,
   * which knows whether it has to go back.
   */
  private void settle(Record record) {
    if (mayHoldSomething(workplace.slot(record.slot()))) {
      LOG.warn("{} may not be where it was", record.path());
      leftInTheMiddle = true;
    } else {
      steps.grace().receive(record).ifPresent(name -> LOG.info("kept as {}", name));
    }
  }

  private boolean mayHoldSomething(Path slot) {
    try {
      workplace.fs().lstat(slot);
      return true;
    } catch (NoSuchFileException empty) {
      return workplace.root().check().isPresent();
    } catch (IOException cannotTell) {
      return true;
    }
  }

  /** Whether since the last call a step left something in its slot that may belong in the tree. */
  boolean takeLeftInTheMiddle() {
    boolean was = leftInTheMiddle;
    leftInTheMiddle = false;
    return was;
  }

  private static Set<Optional<RelPath>> touched(List<Step> batch, List<StepResult> results) {
    Set<Optional<RelPath>> touched = new LinkedHashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      boolean changed = !(batch.get(i) instanceof Step.Confirm);
      if (changed && results.get(i) instanceof StepResult.Done) {
        touched.add(batch.get(i).path().parent());
        if (batch.get(i) instanceof Step.Move move) {
          touched.add(move.from().parent());
        }
      }
    }
    return touched;
  }

  private void syncDirectories(Set<Optional<RelPath>> directories) {
    List<Callable<Optional<RelPath>>> jobs = new ArrayList<>();
    for (Optional<RelPath> directory : directories) {
      jobs.add(
          () -> {
            try (Dir dir = workplace.root().enter(directory)) {
              workplace.fs().forceDir(dir.path());
            } catch (NoSuchFileException | NotDirectoryException gone) {
              // Removed by a later step, or by somebody else.
              return directory;
            }
            return directory;
          });
    }
    try {
      for (Future<Optional<RelPath>> job : syncers.invokeAll(jobs)) {
        job.get();
      }
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      LOG.warn("a directory could not be brought to disk", failed.getCause());
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed before the directories were brought to disk", closed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
