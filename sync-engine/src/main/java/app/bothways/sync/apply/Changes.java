package app.bothways.sync.apply;

import app.bothways.sync.disk.Step;
import app.bothways.sync.disk.StepResult;
import app.bothways.sync.model.RelPath;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** All that changes one folder's tree: its stage, steps, grace and recovery. Any thread. */
public final class Changes {
  private final Stage stage;
  private final Grace grace;
  private final Applier applier;
  private final Recovery recovery;

  /**
   * @param label names this device in the names of rescued files
   * @param syncers brings files and directories to disk, several at a time
   */
  public Changes(Workplace workplace, String label, InstantSource clock, ExecutorService syncers) {
    var journal = new Journal(workplace);
    stage = new Stage(workplace, syncers);
    grace = new Grace(workplace, journal, new Rescue(workplace, label, clock), clock);
    applier = new Applier(workplace, journal, new Steps(workplace, grace, clock), syncers);
    recovery = new Recovery(workplace, journal, stage, grace, clock);
  }

  public Stage stage() {
    return stage;
  }

  public List<StepResult> apply(List<Step> steps) {
    return applier.apply(steps);
  }

  /** Looks again at what was replaced or removed lately; returns names given to late writes. */
  public List<RelPath> graceCheck() {
    return grace.check();
  }

  public List<RelPath> recover() throws IOException {
    return recovery.recover();
  }
}
