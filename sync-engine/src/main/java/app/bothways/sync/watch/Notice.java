package app.bothways.sync.watch;

import java.nio.file.Path;
import java.util.Optional;

/** What the system says of a directory that is watched. */
sealed interface Notice {
  /** Something about this name. */
  record At(Path path, Sign sign) implements Notice {}

  /** Events were lost: of this directory, or of any. */
  record Overflow(Optional<Path> directory) implements Notice {}

  /** The directory is watched no longer, since it is gone. */
  record Ended(Path directory) implements Notice {}

  /** What happened, as far as it is told. */
  enum Sign {
    /** It came into being, perhaps to be written now. */
    CREATED,
    /** Changed; who changes it may not be done. */
    CHANGED,
    /** Times or permissions are others. */
    TOUCHED,
    /** Whoever wrote to it has closed it. */
    WRITTEN,
    /** It came by its name whole, by a rename. */
    ARRIVED,
    /** It has another name in this folder now. */
    RENAMED,
    REMOVED
  }
}
