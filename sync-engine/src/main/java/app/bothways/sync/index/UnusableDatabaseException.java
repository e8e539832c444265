package app.bothways.sync.index;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A database cannot be opened now, though nothing is known to be wrong with it: its disk is full,
 * or it may not be written. To make it anew would lose what it knows, deletions first of all.
 */
public final class UnusableDatabaseException extends IOException {
  private static final long serialVersionUID = 1;

  public UnusableDatabaseException(Path file, Throwable cause) {
    super("the database " + file + " cannot be used: " + IndexFailure.reason(cause), cause);
  }
}
