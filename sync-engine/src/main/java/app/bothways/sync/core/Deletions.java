package app.bothways.sync.core;

import app.bothways.sync.model.ErrorCode;
import app.bothways.sync.model.SyncError;
import java.util.Optional;

/**
 * Holds up deletions that others want of this device when they are too many at a time, until a
 * person has confirmed them; everything else goes on.
 */
final class Deletions {
  private final Index index;
  private final Breaker breaker;
  private Optional<SyncError> held = Optional.empty();
  private boolean confirmed;

  Deletions(Index index, Breaker breaker) {
    this.index = index;
    this.breaker = breaker;
  }

  /** What is held up now may be done; a later lot is asked about again. */
  void confirm() {
    confirmed = held.isPresent();
  }

  /** Whether a round may delete so many files of this device. */
  boolean allowed(long files) {
    boolean many = breaker.trips(files, index.totals().files());
    boolean trips = many && !confirmed;
    confirmed &= !many;
    held =
        trips
            ? Optional.of(
                new SyncError(
                    ErrorCode.MANY_DELETED,
                    "",
                    "Other devices have deleted " + files + " files; here they are kept so far.",
                    "Confirm the deletion: bothways folder confirm FOLDER"))
            : Optional.empty();
    return !trips;
  }

  void nothingToDo() {
    held = Optional.empty();
  }

  Optional<SyncError> held() {
    return held;
  }
}
