package app.bothways.sync.disk;

import app.bothways.sync.model.RelPath;
import java.util.Optional;

/**
 * One change to the disk that the engine has decided on. {@code expected} is what the index holds
 * to be there now; a step never destroys anything else.
 */
public sealed interface Step {
  RelPath path();

  /** Puts a staged file at a path: new (nothing expected) or in place of the file expected. */
  record PutFile(
      RelPath path, Staged staged, long mtimeNanos, boolean executable, Optional<Observed> expected)
      implements Step {}

  record MakeDir(RelPath path) implements Step {}

  record PutLink(RelPath path, String target, Optional<Observed> expected) implements Step {}

  /** Only metadata differs from what is wanted. */
  record SetMeta(RelPath path, long mtimeNanos, boolean executable, Observed expected)
      implements Step {}

  /** Changes nothing: says whether what is expected is still there. */
  record Confirm(RelPath path, Observed expected) implements Step {}

  /** Takes a file, link or empty directory away, by way of the trash. */
  record Remove(RelPath path, Observed expected) implements Step {}

  /** Renames what is known at {@code from}; nothing may stand at {@code path}. */
  record Move(RelPath from, RelPath path, Observed expected) implements Step {}
}
