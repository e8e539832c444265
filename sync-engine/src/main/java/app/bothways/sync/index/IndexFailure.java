package app.bothways.sync.index;

import java.sql.SQLException;
import org.h2.api.ErrorCode;

/** The database cannot be used any more; the folder must be opened anew. */
public final class IndexFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean damaged;

  IndexFailure(Exception cause) {
    super("the index cannot be read or written: " + cause.getMessage(), cause);
    damaged = cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.FILE_CORRUPTED_1;
  }

  /** Whether the file itself is broken, so that opening it again cannot help. */
  public boolean damaged() {
    return damaged;
  }
}
