package app.bothways.sync.core;

import app.bothways.sync.Deleted;
import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.RelPath;
import app.bothways.sync.model.SyncError;
import java.util.Optional;

/**
 * Holds up deletions that others want of this device when they are too many at a time, until a
 * person has confirmed them; everything else goes on.
 */
final class Deletions {
  private final Index index;
  private final Vanished vanished;
  private final Breaker breaker;
  private Optional<SyncError> held = Optional.empty();
  private Optional<Deleted> decided = Optional.empty();

  Deletions(Index index, Vanished vanished, Breaker breaker) {
    this.index = index;
    this.vanished = vanished;
    this.breaker = breaker;
  }

  /** What a person says of what is held up now; a later lot is asked about again. */
  void decide(Deleted deleted) {
    decided = held.map(_ -> deleted);
  }

  /** Whether the name is gone here, and a person is asked about that first. */
  boolean isUnconfirmed(RelPath path) {
    return vanished.isUnconfirmed(path);
  }

  /** What a round does with deletions. */
  enum Verdict {
    DELETE,
    /** A person is asked first. */
    HOLD,
    /** A person wants to keep the files, on all devices. */
    KEEP
  }

  /** About so many files of this device that others have deleted. */
  Verdict about(long files) {
    boolean many = breaker.trips(files, index.totals().files());
    Optional<Deleted> now = many ? decided : Optional.empty();
    boolean trips = many && now.isEmpty();
    if (many) {
      decided = Optional.empty();
    }
    held =
        trips
            ? Optional.of(
                new SyncError(
                    ErrorCode.MANY_DELETED,
                    "",
                    "Other devices have deleted " + files + " files; here they are kept so far.",
                    "Confirm the deletion: bothways folder confirm FOLDER;"
                        + " --undo keeps them, on all devices."))
            : Optional.empty();
    if (trips) {
      return Verdict.HOLD;
    }
    return now.filter(d -> d == Deleted.BY_MISTAKE).isPresent() ? Verdict.KEEP : Verdict.DELETE;
  }

  void nothingToDo() {
    held = Optional.empty();
  }

  Optional<SyncError> held() {
    return held;
  }
}
