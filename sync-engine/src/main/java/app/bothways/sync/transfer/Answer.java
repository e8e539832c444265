package app.bothways.sync.transfer;

import app.bothways.sync.core.Want;
import app.bothways.sync.disk.Staged;
import app.bothways.sync.model.SyncError;
import java.util.Optional;

/** What became of a want: staged; or not, with the reason if it is one that people should know. */
public record Answer(Want want, Optional<Staged> staged, Optional<SyncError> error) {
  static Answer staged(Want want, Staged staged) {
    return new Answer(want, Optional.of(staged), Optional.empty());
  }

  static Answer failed(Want want, SyncError error) {
    return new Answer(want, Optional.empty(), Optional.of(error));
  }

  /** Nobody could give it this time. */
  static Answer none(Want want) {
    return new Answer(want, Optional.empty(), Optional.empty());
  }
}
