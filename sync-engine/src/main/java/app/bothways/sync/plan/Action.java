package app.bothways.sync.plan;

import app.bothways.sync.model.Entry;
import app.bothways.sync.model.RelPath;
import java.util.Optional;

/** What this device has to do about one name. */
public sealed interface Action {
  RelPath path();

  Reason reason();

  /** Nothing: what is here holds. */
  record Keep(RelPath path, Reason reason) implements Action {}

  /** The content is here already; only version, times or the execute bit become those of this. */
  record Adopt(Entry entry, Reason reason) implements Action {
    @Override
    public RelPath path() {
      return entry.path();
    }
  }

  /** What is here must hold although another version would: publish it anew. */
  record Republish(Entry mine, Reason reason) implements Action {
    @Override
    public RelPath path() {
      return mine.path();
    }
  }

  /** Stays as it is here and as it is there, until a person decides or others do. */
  record Leave(Entry theirs, Reason reason) implements Action {
    @Override
    public RelPath path() {
      return theirs.path();
    }
  }

  /** Still a change of this device alone, but now one of another version. */
  record StayLocal(Entry mine, Reason reason) implements Action {
    @Override
    public RelPath path() {
      return mine.path();
    }
  }

  /**
   * Make the disk hold {@code entry}.
   *
   * @param aside what is here now and must be kept under {@link ConflictName} first
   */
  record Take(Entry entry, Optional<Entry> aside, Reason reason) implements Action {
    @Override
    public RelPath path() {
      return entry.path();
    }
  }
}
