package app.bothways.sync.index;

import java.io.IOException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** The database cannot be used any more; the folder must be opened anew. */
public final class IndexFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean damaged;

  IndexFailure(Exception cause) {
    super("the index cannot be read or written: " + cause.getMessage(), cause);
    damaged = isDamage(cause);
  }

  /** What H2 says of pages that are gone or make no sense, and rows that cannot be read. */
  private static boolean isDamage(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      boolean is =
          switch (t) {
            case MVStoreException store ->
                store.getErrorCode() == DataUtils.ERROR_FILE_CORRUPT
                    || store.getErrorCode() == DataUtils.ERROR_CHUNK_NOT_FOUND
                    || store.getErrorCode() == DataUtils.ERROR_INTERNAL;
            case SQLException sql ->
                sql.getErrorCode() == ErrorCode.FILE_CORRUPTED_1
                    || sql.getCause() instanceof IOException && sql.getErrorCode() == 0;
            case IndexOutOfBoundsException _, IllegalArgumentException _ -> true;
            default -> false;
          };
      if (is) {
        return true;
      }
    }
    return false;
  }

  /** Whether the file itself is broken, so that opening it again cannot help. */
  public boolean damaged() {
    return damaged;
  }

  /** Something that the database is asked. */
  @FunctionalInterface
  interface Query<T> {
    T run() throws SQLException;
  }

  static <T> T ask(Query<T> query) {
    try {
      return query.run();
    } catch (SQLException e) {
      throw new IndexFailure(e);
    }
  }
}
