package app.bothways.sync.apply;

import app.bothways.sync.disk.Staged;
import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** All that changes one folder's tree: its stage, steps, grace and recovery. Any thread. */
public final class Changes {
  private final Workplace workplace;
  private final Steps steps;
  private final Stage stage;
  private final Grace grace;
  private final Applier applier;
  private final Recovery recovery;
  private final Archive archive;

  /**
   * Batches of steps and recovery, which reads the journals: a batch that is under way looks to it
   * like one that was interrupted.
   */
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /** Until then nobody knows which versions an earlier run was still watching. */
  private volatile boolean recovered;

  private boolean stageSorted;
  private final List<Staged> notPut = new ArrayList<>();

  /**
   * @param label names this device in the names of rescued files
   * @param syncers brings files and directories to disk, several at a time
   */
  public Changes(Workplace workplace, String label, InstantSource clock, ExecutorService syncers) {
    var journal = new Journal(workplace);
    stage = new Stage(workplace, syncers);
    archive = new Archive(workplace, clock);
    grace = new Grace(workplace, journal, new Rescue(workplace, label, clock), archive, clock);
    this.workplace = workplace;
    steps = new Steps(workplace, grace, new Clearing(workplace), new FreedNames(workplace), clock);
    applier = new Applier(workplace, journal, steps, syncers);
    recovery = new Recovery(workplace, journal, stage, grace, clock);
  }

  public Stage stage() {
    return stage;
  }

  public List<StepResult> apply(List<Step> steps) {
    return alone(() -> applied(steps));
  }

  private List<StepResult> applied(List<Step> steps) {
    List<StepResult> results = applier.apply(steps);
    if (applier.takeLeftInTheMiddle()) {
      recovered = false;
    }
    for (int i = 0; i < results.size(); i++) {
      if (steps.get(i) instanceof Step.PutFile put
          && !(results.get(i) instanceof StepResult.Done)) {
        // The plan is made anew and asks for this content once more: here it is, and not twice.
        notPut.add(put.staged());
      }
    }
    if (recovered) {
      offerWhatWasNotPut();
    }
    return results;
  }

  /** Not before recovery: by what is on the stage it tells how far a replacement came. */
  private void offerWhatWasNotPut() {
    notPut.forEach(stage::adopt);
    notPut.clear();
  }

  /** Looks again at what was replaced or removed lately; returns names given to late writes. */
  public List<RelPath> graceCheck() {
    List<RelPath> named = grace.check();
    if (recovered) {
      grace.cleanVersions();
    }
    return alone(
        () -> {
          steps.freed().passAgain();
          return named;
        });
  }

  /** Makes a staged copy a version, whatever is set. */
  public void keep(Staged copy, RelPath path) throws IOException {
    archive.keep(workplace.staged(copy.name()), path);
  }

  /**
   * @param names what may be deleted where it is in the way of removing a directory
   */
  public void yielding(Predicate<RelPath> names) {
    steps.clearing().names(names);
  }

  public Archive archive() {
    return archive;
  }

  /** Does nothing once it has succeeded, unless a step was left in the middle since. */
  public List<RelPath> recover() throws IOException {
    return recovered ? List.of() : alone(this::recoverOnce);
  }

  private List<RelPath> recoverOnce() throws IOException {
    if (recovered) {
      return List.of();
    }
    List<RelPath> named = recovery.settle();
    if (!stageSorted) {
      recovery.sortStage();
      stageSorted = true;
    }
    recovered = true;
    offerWhatWasNotPut();
    return named;
  }

  @FunctionalInterface
  private interface Work<T, E extends Exception> {
    T get() throws E;
  }

  private <T, E extends Exception> T alone(Work<T, E> work) throws E {
    oneAtATime.lock();
    try {
      return work.get();
    } finally {
      oneAtATime.unlock();
    }
  }
}
