package app.bothways.sync.disk;

import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.List;
import java.util.Optional;

/** What became of a {@link Step}. */
public sealed interface StepResult {
  /**
   * Done.
   *
   * @param now what stands at the path afterwards; empty after a removal
   * @param rescued paths of files that hold bytes which a program wrote at the last moment
   */
  record Done(Optional<Observed> now, List<RelPath> rescued) implements StepResult {}

  /** The disk was not as expected; nothing was changed. Look again and plan anew. */
  record Stale(RelPath path) implements StepResult {}

  /** Nothing was changed. */
  record Failed(SyncError error) implements StepResult {}
}
